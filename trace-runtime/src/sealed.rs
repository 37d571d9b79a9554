//! The sealed contract: what may be owned, and grants nothing until opened.

use std::fmt;
use std::sync::Arc;

use crate::async_closure::{AsyncClosure, InForm};
use crate::contract::{Identity, TraceContract};
use crate::correlation::CorrelationId;
use crate::id::{SpanId, TraceFlags, TraceId};
use crate::lend::{Holder, Kept};
use crate::propagation::{Baggage, Injector};
use crate::shared::Shared;
use crate::span::{IntoSpan, open, open_sync};

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
pub struct SealedContract(Kept);

impl SealedContract {
    pub(crate) fn new(identity: Identity, shared: Arc<Shared>) -> Self {
        SealedContract(Kept::new(identity, shared))
    }

    /// For our own modules only: an open contract must reach users by way of a
    /// span of its own.
    #[inline]
    pub(crate) fn parent(&self) -> &TraceContract {
        self.0.contract()
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        self.0.shared()
    }

    /// Runs `body` in a new child span, lending it the open contract.
    ///
    /// The span's status is an error when `body` returns an `Err`; it says
    /// cancelled when the future is dropped before its end.
    ///
    /// Write `async |cx| …`, not `|cx| async move …`.
    pub async fn open<S, T, By, F, M>(&self, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
    {
        open(self.parent(), span.into_span(), body, S::failure).await
    }

    /// As [`open`](Self::open), for code that is not async.
    pub fn open_sync<S, T, By>(&self, span: S, body: impl FnOnce(&TraceContract) -> T) -> T
    where
        S: IntoSpan<T, By>,
    {
        open_sync(self.parent(), span.into_span(), body, S::failure)
    }

    /// The trace it belongs to.
    pub fn trace_id(&self) -> TraceId {
        self.parent().trace_id()
    }

    /// The span whose children it opens, in this process or another; `None`
    /// when they are root spans.
    pub fn span_id(&self) -> Option<SpanId> {
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
        self.parent().inject(carrier);
    }
}

impl TraceContract {
    /// A contract that may be kept, and must be opened to be of use.
    ///
    /// Costs one reference count.
    pub fn seal(&self) -> SealedContract {
        SealedContract::new(*self.identity(), self.lent().to_arc())
    }
}

impl Clone for SealedContract {
    fn clone(&self) -> Self {
        SealedContract::new(*self.parent().identity(), Arc::clone(self.shared()))
    }
}

/// Two are equal when they open children of the same span.
impl PartialEq for SealedContract {
    fn eq(&self, other: &Self) -> bool {
        self.trace_id() == other.trace_id() && self.span_id() == other.span_id()
    }
}

impl Eq for SealedContract {}

impl fmt::Debug for SealedContract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedContract")
            .field("trace_id", &self.trace_id())
            .field("span_id", &self.span_id())
            .field("correlation_id", self.correlation_id())
            .finish_non_exhaustive()
    }
}
