//! A span that is owned, for what lives from one callback to the next.

use std::fmt;

use super::frame::Frame;
use super::instrument::Instrumented;
use super::named::Named;
use super::root::{self, Trust};
use super::{IntoSpan, SpanBuilder};
use crate::context::Identity;
use crate::contract::{Kept, SealedContract, TraceContract, lend};
use crate::propagation::Extracted;
use crate::record::Failure;
use crate::value::Key;

/// A span that ends when this is dropped. It is no contract: it lends one to a
/// closure, for as long as that runs.
pub struct OpenSpan {
    parent: Kept,
    /// `None` when it is not recorded.
    named: Option<Named<Kept>>,
}

impl OpenSpan {
    /// The entry span of a request that came in.
    pub fn inbound<By>(inbound: Extracted, trust: Trust, span: impl IntoSpan<(), By>) -> Self {
        let mut span = span.into_span();
        let root = root::inbound_root(inbound, trust, &mut span);
        Self::start(root, span)
    }

    /// A child of `parent`, or the root of a linked trace if `span` says so.
    pub fn child_of<By>(parent: &TraceContract, span: impl IntoSpan<(), By>) -> Self {
        let (parent, span) = span.into_span().kept_under(parent);
        Self::start(parent, span)
    }

    /// A child of what `parent` stands for.
    pub fn child_of_sealed<By>(parent: &SealedContract, span: impl IntoSpan<(), By>) -> Self {
        let span = span.into_span();
        let parent = root::opened(parent, &span.name, span.kind);
        Self::child_of(parent, span)
    }

    /// A span under which nothing is recorded, for health checks.
    pub fn unrecorded() -> Self {
        Self::start(root::unrecorded(), SpanBuilder::named(""))
    }

    fn start(parent: Kept, span: SpanBuilder) -> Self {
        let shared = parent.shared();
        let hold = |identity: Identity| Kept::new(identity, shared.clone());
        let named = Named::start(parent.contract(), hold, span);
        let span = OpenSpan { parent, named };
        // What it is around may have been made under another contract.
        span.contract().set_adopts();
        span
    }

    fn contract(&self) -> &TraceContract {
        match &self.named {
            Some(named) => named.frame.contract(),
            None => self.parent.contract(),
        }
    }

    /// Makes the span current and lends its contract while `body` runs. Call it
    /// around each poll of what belongs to the span.
    pub fn enter<R>(&self, body: impl FnOnce(&TraceContract) -> R) -> R {
        let contract = self.contract();
        lend::enter(contract, || body(contract))
    }

    /// A future in this span, which is current at each of its polls.
    pub fn instrument<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
        Instrumented::new(self.contract(), future)
    }

    /// Gives the span another name, until it ends: for what only the answer tells, such as
    /// that there is no such method. The sampler has been asked by the first name.
    ///
    /// ```
    /// use trace_runtime::integration::OpenSpan;
    ///
    /// # trace_runtime::run_sync("request", |cx| {
    /// let mut call = OpenSpan::child_of(cx, "shop.Orders/DropTables");
    /// call.rename("grpc");
    /// call.finish(None);
    /// # });
    /// ```
    pub fn rename(&mut self, name: impl Into<Key>) {
        if let Some(named) = &mut self.named {
            named.name = name.into();
        }
    }

    /// A sealed contract whose children are children of this span.
    pub fn seal(&self) -> SealedContract {
        self.contract().seal()
    }

    /// Ends the span as completed: with this failure, or with none. Dropped
    /// without this call, it has the attribute `cancelled` and the status it was given,
    /// or says panicked.
    pub fn finish(self, failure: Option<Failure>) {
        if let Some(named) = &self.named {
            named.frame.finish(failure);
        }
    }
}

impl Drop for OpenSpan {
    fn drop(&mut self) {
        if let Some(named) = &mut self.named {
            let frame: &mut Frame<_> = &mut named.frame;
            frame.end_named(self.parent.contract(), &named.name);
        }
    }
}

impl fmt::Debug for OpenSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OpenSpan").field(self.contract()).finish()
    }
}

// A response that holds one may be borrowed across an `.await` of a task.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<OpenSpan>();
};
