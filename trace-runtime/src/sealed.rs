//! The sealed contract: what may be owned, and grants nothing until opened.

use std::fmt;
use std::sync::Arc;

use crate::arrived::Arrived;
use crate::async_closure::{AsyncClosure, InForm};
use crate::context::SpanContext;
use crate::contract::TraceContract;
use crate::correlation::CorrelationId;
use crate::id::{SpanId, TraceFlags, TraceId};
use crate::identity::Identity;
use crate::lend::{Holder, Kept};
use crate::propagation::{self, Baggage, Extracted, Injector, Propagators};
use crate::shared::Shared;
use crate::span::{IntoSpan, SpanBuilder, open, open_sync};

/// A contract that may be kept, cloned, sent to another thread or process, and
/// that permits nothing: no I/O, no attribute, no child.
///
/// Its one power is [`open`](Self::open), which runs a closure in a new child
/// span and lends it the open contract. Hold one where a signature has no room
/// for a parameter: in a `tower::Service`, a callback, a `Drop`.
///
/// Serialized, it is the W3C trace context, baggage and the correlation id; see
/// [`Carried`](crate::Carried) for a message that brings one along.
///
/// ```
/// # trace_runtime::run_sync("main", |cx| {
/// let sealed = cx.seal();
/// std::thread::spawn(move || {
///     sealed.open_sync("on another thread", |cx| cx.trace_id())
/// })
/// # .join().unwrap();
/// # });
/// ```
pub struct SealedContract(Origin);

enum Origin {
    /// Sealed in this process.
    Made(Kept),
    /// Read from a message.
    Arrived(Arrived),
}

impl SealedContract {
    pub(crate) fn new(identity: Identity, shared: Arc<Shared>) -> Self {
        let kept = Kept::new(identity, shared);
        kept.contract().set_sealed();
        SealedContract(Origin::Made(kept))
    }

    /// One that was read from a message; without a parent if there was none.
    pub(crate) fn arrived(read: Extracted) -> Self {
        SealedContract(Origin::Arrived(Arrived::new(read)))
    }

    /// Of one that has just been made.
    pub(crate) fn into_kept(self) -> Kept {
        match self.0 {
            Origin::Made(kept) => kept,
            Origin::Arrived(arrived) => {
                let kept = arrived.kept();
                let kept = Kept::new(*kept.contract().identity(), Arc::clone(kept.shared()));
                kept.contract().set_sealed();
                kept
            }
        }
    }

    /// One that came with nothing.
    pub(crate) fn without_context() -> Self {
        SealedContract::arrived(Extracted::default())
    }

    /// The span that it was sealed in, if there was one.
    pub(crate) fn sender(&self) -> Option<SpanContext> {
        match &self.0 {
            // A root that is yet to start, and what is not recorded, name no span.
            Origin::Made(kept) => {
                let contract = kept.contract();
                let is_span = contract.is_recording() && !contract.identity().flags.is_root();
                is_span.then(|| contract.span_context())
            }
            Origin::Arrived(arrived) => arrived.span_context().cloned(),
        }
    }

    /// What was read decides now, knowing the first span that is opened under it.
    pub(crate) fn begin(&self, span: &SpanBuilder) {
        if let Origin::Arrived(arrived) = &self.0 {
            arrived.begin(span);
        }
    }

    /// For our own modules only: an open contract must reach users by way of a
    /// span of its own.
    #[inline]
    pub(crate) fn parent(&self) -> &TraceContract {
        match &self.0 {
            Origin::Made(kept) => kept.contract(),
            Origin::Arrived(arrived) => arrived.contract(),
        }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        match &self.0 {
            Origin::Made(kept) => kept.shared(),
            Origin::Arrived(arrived) => arrived.kept().shared(),
        }
    }

    /// The span that it came from in another process, as long as nothing has been
    /// begun under it.
    fn came_from(&self) -> Option<&SpanContext> {
        match &self.0 {
            Origin::Made(_) => None,
            Origin::Arrived(arrived) => arrived.span_context(),
        }
    }

    /// Runs `body` in a new child span, lending it the open contract.
    ///
    /// The span's status is an error when `body` returns an `Err`; dropped
    /// before its end, it has the attribute `cancelled`, and is no error.
    ///
    /// Write `async |cx| …`, not `|cx| async move …`.
    pub async fn open<S, T, By, F, M>(&self, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
    {
        let span = span.into_span();
        self.begin(&span);
        open(self.parent(), span, body, S::failure).await
    }

    /// As [`open`](Self::open), for code that is not async.
    pub fn open_sync<S, T, By>(&self, span: S, body: impl FnOnce(&TraceContract) -> T) -> T
    where
        S: IntoSpan<T, By>,
    {
        let span = span.into_span();
        self.begin(&span);
        open_sync(self.parent(), span, body, S::failure)
    }

    /// The trace it belongs to.
    pub fn trace_id(&self) -> TraceId {
        match self.came_from() {
            Some(from) => from.trace_id(),
            None => self.parent().trace_id(),
        }
    }

    /// The span whose children it opens, in this process or another; `None`
    /// when they are root spans.
    pub fn span_id(&self) -> Option<SpanId> {
        if let Some(from) = self.came_from() {
            return Some(from.span_id());
        }
        let identity = self.parent().identity();
        (!identity.flags.is_root()).then_some(identity.span_id)
    }

    /// The W3C trace flags of the trace.
    pub fn trace_flags(&self) -> TraceFlags {
        self.parent().trace_flags()
    }

    /// The id that joins everything done for one request.
    pub fn correlation_id(&self) -> &CorrelationId {
        self.parent().correlation_id()
    }

    /// The keys and values that travel with the trace.
    pub fn baggage(&self) -> &Baggage {
        self.parent().baggage()
    }

    /// Writes the trace context into a carrier, for a transport of your own.
    /// What the other side does becomes a child of the span it was sealed in.
    pub fn inject(&self, carrier: &mut dyn Injector) {
        self.inject_with(propagation::installed(), carrier);
    }

    /// What was read and not used goes on as it came.
    pub(crate) fn inject_with(&self, propagators: &Propagators, carrier: &mut dyn Injector) {
        if let Origin::Arrived(arrived) = &self.0
            && arrived.forward(propagators, carrier)
        {
            return;
        }
        self.parent().inject_with(propagators, carrier);
    }
}

impl TraceContract {
    /// A contract that may be kept, and must be opened to be of use.
    ///
    /// Costs one reference count.
    pub fn seal(&self) -> SealedContract {
        SealedContract::new(*self.identity(), self.shared_arc())
    }
}

impl Clone for SealedContract {
    fn clone(&self) -> Self {
        match &self.0 {
            Origin::Made(kept) => {
                SealedContract::new(*kept.contract().identity(), Arc::clone(kept.shared()))
            }
            Origin::Arrived(arrived) => SealedContract(Origin::Arrived(arrived.clone())),
        }
    }
}

/// Two are equal when they open children of the same span.
impl PartialEq for SealedContract {
    fn eq(&self, other: &Self) -> bool {
        self.trace_id() == other.trace_id() && self.span_id() == other.span_id()
    }
}

impl Eq for SealedContract {}

impl SealedContract {
    /// What is known of it, but nothing that showing it would decide.
    fn known<T>(&self, read: impl FnOnce(&Self) -> T) -> Option<T> {
        match &self.0 {
            Origin::Arrived(arrived) if !arrived.has_ids() => None,
            _ => Some(read(self)),
        }
    }
}

impl fmt::Debug for SealedContract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedContract")
            .field("trace_id", &self.known(SealedContract::trace_id))
            .field("span_id", &self.known(SealedContract::span_id).flatten())
            .finish_non_exhaustive()
    }
}
