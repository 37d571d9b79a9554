//! For authors of integrations: a span that is owned, across callbacks.
//!
//! Application code has no use for this module. A server or a response body
//! needs to hold its span open from one callback to the next, which no borrow
//! can express; everything else opens spans with a closure.

use std::fmt;

pub use crate::boundary::{MakeStandIn, StandIn, set_stand_in};
pub use crate::contain::contain;
pub use crate::counters::{count, observe_losses};

use crate::contract::{SealedContract, TraceContract, lend};
use crate::propagation::Extracted;
use crate::record::Failure;
use crate::span::root::{self, Trust};
use crate::span::{IntoSpan, OwnedSpan, SpanBuilder};

/// What a traced function may take in place of a contract: an extractor of a web
/// framework, a message of a broker. It holds a sealed one, and inside of the
/// function its name means the open contract of the function's span.
///
/// ```
/// use trace_runtime::integration::ContractSource;
/// use trace_runtime::{SealedContract, TraceContract, traced};
///
/// struct Delivery {
///     sealed: SealedContract,
/// }
///
/// impl ContractSource for Delivery {
///     fn sealed(&self) -> &SealedContract {
///         &self.sealed
///     }
/// }
///
/// #[traced]
/// fn consume(#[contract] cx: Delivery) {
///     cx.add_event("consumed", ()); // `cx` is a `&TraceContract` here
/// }
/// ```
pub trait ContractSource {
    /// The contract that came in.
    fn sealed(&self) -> &SealedContract;
}

impl<S: ContractSource + ?Sized> ContractSource for &S {
    fn sealed(&self) -> &SealedContract {
        (**self).sealed()
    }
}

/// A span that ends when this is dropped. It is no contract: it lends one to a
/// closure, for as long as that runs.
pub struct OpenSpan(OwnedSpan);

impl OpenSpan {
    /// The entry span of a request that came in.
    pub fn inbound<By>(inbound: Extracted, trust: Trust, span: impl IntoSpan<(), By>) -> Self {
        let mut span = span.into_span();
        let root = root::inbound_root(inbound, trust, &mut span);
        Self::of(OwnedSpan::start(root, span))
    }

    /// A child of `parent`, or the root of a linked trace if `span` says so.
    pub fn child_of<By>(parent: &TraceContract, span: impl IntoSpan<(), By>) -> Self {
        let (parent, span) = span.into_span().kept_under(parent);
        Self::of(OwnedSpan::start(parent, span))
    }

    /// A child of what `parent` stands for.
    pub fn child_of_sealed<By>(parent: &SealedContract, span: impl IntoSpan<(), By>) -> Self {
        let span = span.into_span();
        let parent = root::opened(parent, &span.name, span.kind);
        Self::child_of(parent, span)
    }

    /// A span under which nothing is recorded, for health checks.
    pub fn unrecorded() -> Self {
        Self::of(OwnedSpan::start(root::unrecorded(), SpanBuilder::named("")))
    }

    fn of(span: OwnedSpan) -> Self {
        // What it is around may have been made under another contract.
        span.contract().set_adopts();
        OpenSpan(span)
    }

    /// Makes the span current and lends its contract while `body` runs. Call it
    /// around each poll of what belongs to the span.
    pub fn enter<R>(&self, body: impl FnOnce(&TraceContract) -> R) -> R {
        let contract = self.0.contract();
        lend::enter(contract, || body(contract))
    }

    /// A sealed contract whose children are children of this span.
    pub fn seal(&self) -> SealedContract {
        self.0.contract().seal()
    }

    /// Ends the span as completed: with this failure, or with none. Dropped
    /// without this call, it has the attribute `cancelled` and the status it was given,
    /// or says panicked.
    pub fn finish(self, failure: Option<Failure>) {
        self.0.finish(failure);
    }
}

impl fmt::Debug for OpenSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OpenSpan").field(self.0.contract()).finish()
    }
}

// A response that holds one may be borrowed across an `.await` of a task.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<OpenSpan>();
};
