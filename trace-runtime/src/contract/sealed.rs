//! The sealed contract: what may be owned, and grants nothing until opened.

use std::fmt;

use super::TraceContract;
use super::arrived::Arrived;
use super::lend::Kept;
use crate::context::{Baggage, CorrelationId, SpanContext, SpanId, TraceFlags, TraceId};
use crate::propagation::{self, Extracted, Injector, Propagators};

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

/// Where it comes from.
pub(crate) enum Origin {
    /// Sealed in this process.
    Made(Kept),
    /// Read from a message.
    Arrived(Arrived),
}

impl SealedContract {
    /// One that was read from a message; without a parent if there was none.
    pub(crate) fn arrived(read: Extracted) -> Self {
        SealedContract(Origin::Arrived(Arrived::new(read)))
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

    /// What it is, for whoever opens it.
    pub(crate) fn origin(&self) -> &Origin {
        &self.0
    }

    /// The trace it belongs to.
    pub fn trace_id(&self) -> TraceId {
        match &self.0 {
            Origin::Made(kept) => kept.contract().trace_id(),
            Origin::Arrived(arrived) => arrived.ids().trace_id,
        }
    }

    /// The span whose children it opens, in this process or another; `None`
    /// when they are root spans.
    pub fn span_id(&self) -> Option<SpanId> {
        let kept = match &self.0 {
            Origin::Made(kept) => kept,
            Origin::Arrived(arrived) => match arrived.span_context() {
                Some(from) => return Some(from.span_id()),
                None => arrived.begun()?,
            },
        };
        let identity = kept.contract().identity();
        (!identity.flags.is_root()).then_some(identity.span_id)
    }

    /// The W3C trace flags of the trace. Of one that came with a message, they are the
    /// sender's until the first span is opened under it: then the sampler decides.
    pub fn trace_flags(&self) -> TraceFlags {
        let kept = match &self.0 {
            Origin::Made(kept) => kept,
            Origin::Arrived(arrived) => match arrived.begun() {
                Some(begun) => begun,
                None => {
                    let sender = arrived.span_context();
                    return sender.map_or(TraceFlags::RANDOM, SpanContext::flags);
                }
            },
        };
        kept.contract().trace_flags()
    }

    /// The id that joins everything done for one request.
    pub fn correlation_id(&self) -> CorrelationId {
        match &self.0 {
            Origin::Made(kept) => kept.contract().correlation_id(),
            Origin::Arrived(arrived) => arrived.ids().correlation_id,
        }
    }

    /// The keys and values that travel with the trace.
    pub fn baggage(&self) -> &Baggage {
        match &self.0 {
            Origin::Made(kept) => kept.contract().baggage(),
            Origin::Arrived(arrived) => &arrived.read().baggage,
        }
    }

    /// Writes the trace context into a carrier, for a transport of your own.
    /// What the other side does becomes a child of the span it was sealed in.
    pub fn inject(&self, carrier: &mut dyn Injector) {
        self.inject_with(propagation::installed(), carrier);
    }

    /// What was read and not used goes on as it came.
    pub(crate) fn inject_with(&self, propagators: &Propagators, carrier: &mut dyn Injector) {
        let kept = match &self.0 {
            Origin::Made(kept) => kept,
            Origin::Arrived(arrived) => match arrived.begun() {
                Some(begun) => begun,
                None => return arrived.forward(propagators, carrier),
            },
        };
        kept.contract().inject_with(propagators, carrier);
    }
}

impl TraceContract {
    /// A contract that may be kept, and must be opened to be of use.
    ///
    /// Costs one reference count, and none where the trace brought neither baggage nor a
    /// correlation id nor a `tracestate`.
    pub fn seal(&self) -> SealedContract {
        SealedContract(Origin::Made(Kept::of(self)))
    }
}

impl Clone for SealedContract {
    fn clone(&self) -> Self {
        match &self.0 {
            Origin::Made(kept) => SealedContract(Origin::Made(Kept::of(kept.contract()))),
            Origin::Arrived(arrived) => SealedContract(Origin::Arrived(arrived.clone())),
        }
    }
}

/// What was read from a message, or found in another library's context, as a contract to
/// be opened: its spans go on with that trace.
///
/// Without a parent in it, the first span that is opened begins a trace, and
/// [`stats`](crate::stats()) counts a message without context. Nothing is asked about
/// trust: from a port that the public reaches, use [`run_inbound`](crate::run_inbound).
///
/// ```
/// use trace_runtime::propagation::Extracted;
/// use trace_runtime::{SealedContract, SpanContext};
///
/// let caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// let sealed = SealedContract::from(Extracted {
///     parent: Some(SpanContext::from_traceparent(caller)?),
///     ..Extracted::default()
/// });
/// sealed.open_sync("consume", |cx| assert_eq!(cx.trace_id(), sealed.trace_id()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl From<Extracted> for SealedContract {
    fn from(read: Extracted) -> Self {
        SealedContract::arrived(read)
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
