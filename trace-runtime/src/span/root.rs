//! Where a trace begins in this process, and nowhere else.

use std::panic::Location;

use super::SpanBuilder;
use crate::callsite::SpanKind;
use crate::clock;
use crate::context::{
    Baggage, CorrelationId, Flags, Identity, SpanContext, SpanId, TraceFlags, TraceId,
};
use crate::contract::{
    Arrived, Kept, Origin as Sealed, SealedContract, Shared, TraceContract, lend,
};
use crate::counters::{self, ContextPlace};
use crate::pipeline;
use crate::pipeline::sampler::SamplingInput;
use crate::propagation::Extracted;

impl SpanBuilder {
    /// The contract that the span will be a child of: the one at hand, or a new
    /// root.
    #[inline]
    pub(crate) fn under(mut self, contract: &TraceContract) -> (Parent<'_>, Self) {
        if self.new_trace {
            let root = linked_root(contract, &mut self);
            (Parent::Owned(root), self)
        } else {
            (Parent::Borrowed(contract), self)
        }
    }

    /// The contract that the span will be a child of, for work that outlives the borrow.
    pub(crate) fn kept_under(self, contract: &TraceContract) -> (Kept, Self) {
        match self.under(contract) {
            (Parent::Borrowed(contract), span) => (Kept::of(contract), span),
            (Parent::Owned(root), span) => (root, span),
        }
    }
}

/// The contract under which a span starts.
pub(crate) enum Parent<'a> {
    Borrowed(&'a TraceContract),
    Owned(Kept),
}

impl Parent<'_> {
    #[inline]
    pub(crate) fn contract(&self) -> &TraceContract {
        match self {
            Parent::Borrowed(contract) => contract,
            Parent::Owned(root) => root.contract(),
        }
    }
}

/// Whether a caller may decide which trace its request belongs to, and whether
/// it is recorded.
///
/// There is no default: on a port that the public reaches, a forged header
/// would choose ids and switch recording on, or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The caller is one of ours: its trace goes on here.
    Continue,
    /// The caller is anybody: a new trace begins, with a link to the caller's;
    /// the caller's baggage is left outside. Its correlation id is kept, being
    /// validated and of no consequence for the trace.
    Restart,
}

/// A file and a line in it.
pub(crate) type Place = (&'static str, u32);

#[track_caller]
pub(crate) fn here() -> Place {
    let at = Location::caller();
    (at.file(), at.line())
}

/// A root contract whose children are root spans.
pub(crate) fn local_root(name: &str, kind: SpanKind, at: Place) -> Kept {
    if let Some(current) = lend::with_current(|current| current.map(TraceContract::trace_id)) {
        counters::root_in_context(name, at, current);
    }
    begin(name, kind, Origin::default())
}

/// The root of a new trace that links back to `from`.
pub(crate) fn linked_root(from: &TraceContract, span: &mut SpanBuilder) -> Kept {
    if !from.identity().flags.is_root() {
        span.push_link(from.span_context());
        counters::expect_context(ContextPlace::Root, true);
    }
    let origin = Origin {
        correlation_id: Some(from.correlation_id()),
        baggage: from.baggage().clone(),
        ..Origin::default()
    };
    begin(&span.name, span.kind, origin)
}

/// The root of what a request or a message asks for.
pub(crate) fn inbound_root(inbound: Extracted, trust: Trust, span: &mut SpanBuilder) -> Kept {
    let origin = match trust {
        Trust::Continue => Origin {
            parent: inbound.parent,
            denied: inbound.sampled == Some(false),
            correlation_id: inbound.correlation_id,
            baggage: inbound.baggage,
            trace_id: None,
        },
        Trust::Restart => {
            if let Some(caller) = inbound.parent {
                span.push_link(caller);
            }
            Origin {
                correlation_id: inbound.correlation_id,
                ..Origin::default()
            }
        }
    };
    begin(&span.name, span.kind, origin)
}

/// The contract under which the span of this name is opened. What came with a message
/// is decided upon now, once, knowing the first span.
pub(crate) fn opened<'a>(
    sealed: &'a SealedContract,
    name: &str,
    kind: SpanKind,
) -> &'a TraceContract {
    match sealed.origin() {
        Sealed::Made(kept) => kept.contract(),
        Sealed::Arrived(arrived) => {
            let begin = |arrived: &Arrived| {
                let read = arrived.read();
                counters::expect_context(ContextPlace::Message, read.parent.is_some());
                let origin = Origin {
                    parent: read.parent.clone(),
                    denied: read.sampled == Some(false),
                    correlation_id: read.correlation_id,
                    baggage: read.baggage.clone(),
                    trace_id: Some(arrived.ids().trace_id),
                };
                begin(name, kind, origin)
            };
            arrived.begun_by(begin).contract()
        }
    }
}

/// What a new trace, or our part of one, has from elsewhere.
#[derive(Default)]
struct Origin {
    /// A span of another process, or one that another library recorded in this.
    parent: Option<SpanContext>,
    /// The caller wants nothing recorded, and sent no ids.
    denied: bool,
    correlation_id: Option<CorrelationId>,
    baggage: Baggage,
    /// The id that a trace which begins here has been given already.
    trace_id: Option<TraceId>,
}

/// Decides whether the trace is recorded, and makes what its spans share.
fn begin(name: &str, kind: SpanKind, origin: Origin) -> Kept {
    let parent = origin.parent;
    let start_ticks = clock::ticks();
    let trace_id = parent
        .as_ref()
        .map(SpanContext::trace_id)
        .or(origin.trace_id)
        .unwrap_or_else(|| TraceId::random_at(start_ticks));
    let sampled = !origin.denied
        && pipeline::decide(&SamplingInput {
            parent: parent.as_ref(),
            trace_id,
            name,
            kind,
        });
    let w3c = parent
        .as_ref()
        .map_or(TraceFlags::RANDOM, SpanContext::flags)
        .with_sampled(sampled);
    let (span_id, flags) = match &parent {
        // Nothing is recorded, so no span will get an id: this one stands for
        // them all.
        _ if !sampled => (SpanId::random(), Flags::new(w3c)),
        Some(remote) if remote.is_remote() => (remote.span_id(), Flags::new(w3c).remote()),
        Some(local) => (local.span_id(), Flags::new(w3c)),
        None => (SpanId::random(), Flags::new(w3c).root()),
    };
    let identity = Identity {
        trace_id,
        span_id,
        start_ticks,
        flags,
    };
    let shared = Shared {
        correlation_id: origin.correlation_id,
        trace_state: parent
            .map(SpanContext::into_trace_state)
            .unwrap_or_default(),
        baggage: origin.baggage,
    };
    Kept::without_record(identity, shared.into_arc())
}

/// A contract under which nothing is recorded, whatever the sampler says.
pub(crate) fn unrecorded() -> Kept {
    let trace_id = TraceId::random();
    let identity = Identity {
        trace_id,
        span_id: SpanId::random(),
        start_ticks: clock::ticks(),
        flags: Flags::new(TraceFlags::RANDOM),
    };
    Kept::without_record(identity, None)
}
