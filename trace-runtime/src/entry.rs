//! Where a trace begins in this process, and nowhere else.

use std::panic::Location;
use std::sync::Arc;

use crate::async_closure::{AsyncClosure, InForm};
use crate::callsite::Kind;
use crate::clock;
use crate::context::SpanContext;
use crate::contract::TraceContract;
use crate::correlation::CorrelationId;
use crate::counters;
use crate::id::{SpanId, TraceFlags, TraceId};
use crate::identity::{Flags, Identity};
use crate::lend;
use crate::pipeline;
use crate::propagation::{Baggage, Extracted, TraceState};
use crate::sampler::SamplingInput;
use crate::sealed::SealedContract;
use crate::shared::Shared;
use crate::span::{IntoSpan, SpanBuilder, open, open_sync};

/// Begins a trace and runs `body` in its root span: an entry point, for `main`,
/// a scheduled job, a test.
///
/// The status of the span is an error when `body` returns an `Err`; the span
/// ends on return, panic and cancellation alike. What `body` needs and what it
/// returns may be anything; the future is `Send` if they are.
///
/// Write `async |cx| …`, not `|cx| async move …`.
///
/// ```
/// # async fn sweep(_: &trace_runtime::TraceContract) {}
/// # async fn example() {
/// trace_runtime::run("nightly sweep", async |cx| sweep(cx).await).await;
/// # }
/// ```
#[track_caller]
pub fn run<S, T, By, F, M>(span: S, body: F) -> impl Future<Output = T>
where
    S: IntoSpan<T, By>,
    F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
{
    // Not an `async fn`, which cannot know its caller.
    let at = here();
    async move {
        let span = span.into_span();
        let root = local_root(&span.name, span.kind, at);
        open(root.parent(), span, body, S::failure).await
    }
}

/// As [`run`], for code that is not async.
#[track_caller]
pub fn run_sync<S, T, By>(span: S, body: impl FnOnce(&TraceContract) -> T) -> T
where
    S: IntoSpan<T, By>,
{
    let span = span.into_span();
    let root = local_root(&span.name, span.kind, here());
    open_sync(root.parent(), span, body, S::failure)
}

/// Continues the trace that came in with a message or a request, or begins one:
/// for a transport that no integration covers.
///
/// ```
/// # use std::collections::HashMap;
/// use trace_runtime::{Trust, propagation};
///
/// # async fn example(headers: HashMap<String, String>) {
/// let inbound = propagation::extract(&headers);
/// trace_runtime::run_inbound(inbound, Trust::Continue, "consume", async |cx| {
///     println!("{}", cx.trace_id());
/// })
/// .await;
/// # }
/// ```
pub async fn run_inbound<S, T, By, F, M>(inbound: Extracted, trust: Trust, span: S, body: F) -> T
where
    S: IntoSpan<T, By>,
    F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
{
    let mut span = span.into_span();
    let root = inbound_root(inbound, trust, &mut span);
    open(root.parent(), span, body, S::failure).await
}

/// Runs `body` with a contract that records nothing, for health checks and
/// metrics: callees that ask for a contract get one, and no span is made.
///
/// `reason` is for the reader: a search for `untraced` finds every exception.
///
/// ```
/// # async fn ping(_: &trace_runtime::TraceContract) -> bool { true }
/// # async fn example() {
/// trace_runtime::untraced("health check", async |cx| ping(cx).await).await;
/// # }
/// ```
pub async fn untraced<T, F, M>(reason: &'static str, body: F) -> T
where
    F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
{
    let nothing = unrecorded();
    open(nothing.parent(), SpanBuilder::named(reason), body, |_| None).await
}

/// As [`untraced`], for code that is not async.
pub fn untraced_sync<T>(reason: &'static str, body: impl FnOnce(&TraceContract) -> T) -> T {
    let nothing = unrecorded();
    open_sync(nothing.parent(), SpanBuilder::named(reason), body, |_| None)
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
type Place = (&'static str, u32);

#[track_caller]
fn here() -> Place {
    let at = Location::caller();
    (at.file(), at.line())
}

/// A root contract whose children are root spans.
pub(crate) fn local_root(name: &str, kind: Kind, at: Place) -> SealedContract {
    if let Some(current) = lend::with_current(|current| current.map(TraceContract::trace_id)) {
        counters::root_in_context(name, at, current);
    }
    begin(name, kind, Origin::default())
}

/// The root of a new trace that links back to `from`.
pub(crate) fn linked_root(from: &TraceContract, span: &mut SpanBuilder) -> SealedContract {
    if !from.identity().flags.is_root() {
        span.push_link(from.span_context());
    }
    let origin = Origin {
        correlation_id: Some(*from.correlation_id()),
        baggage: from.baggage().clone(),
        ..Origin::default()
    };
    begin(&span.name, span.kind, origin)
}

/// The root of what a request or a message asks for.
pub(crate) fn inbound_root(
    inbound: Extracted,
    trust: Trust,
    span: &mut SpanBuilder,
) -> SealedContract {
    let origin = match trust {
        Trust::Continue => Origin {
            remote: inbound.parent,
            denied: inbound.sampled == Some(false),
            correlation_id: inbound.correlation_id,
            baggage: inbound.baggage,
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

/// What a new trace, or our part of one, has from elsewhere.
#[derive(Default)]
struct Origin {
    remote: Option<SpanContext>,
    /// The caller wants nothing recorded, and sent no ids.
    denied: bool,
    correlation_id: Option<CorrelationId>,
    baggage: Baggage,
}

/// Decides whether the trace is recorded, and makes what its spans share.
fn begin(name: &str, kind: Kind, origin: Origin) -> SealedContract {
    let remote = origin.remote;
    let start_ticks = clock::ticks();
    let trace_id = remote
        .as_ref()
        .map_or_else(|| TraceId::random_at(start_ticks), SpanContext::trace_id);
    let sampled = !origin.denied
        && pipeline::decide(&SamplingInput {
            parent: remote.as_ref(),
            trace_id,
            name,
            kind,
        });
    let w3c = remote
        .as_ref()
        .map_or(TraceFlags::RANDOM, SpanContext::flags)
        .with_sampled(sampled);
    let (span_id, flags) = match &remote {
        // Nothing is recorded, so no span will get an id: this one stands for
        // them all.
        _ if !sampled => (SpanId::random(), Flags::new(w3c)),
        Some(remote) => (remote.span_id(), Flags::new(w3c).remote()),
        None => (SpanId::random(), Flags::new(w3c).root()),
    };
    let identity = Identity {
        trace_id,
        span_id,
        start_ticks,
        flags,
    };
    let trace_state = remote
        .map(|remote| remote.trace_state().clone())
        .unwrap_or_default();
    let shared = Shared {
        correlation_id: origin
            .correlation_id
            .unwrap_or_else(|| CorrelationId::from(trace_id)),
        trace_state,
        baggage: origin.baggage,
    };
    SealedContract::new(identity, Arc::new(shared))
}

/// A contract under which nothing is recorded, whatever the sampler says.
pub(crate) fn unrecorded() -> SealedContract {
    let trace_id = TraceId::random();
    let identity = Identity {
        trace_id,
        span_id: SpanId::random(),
        start_ticks: clock::ticks(),
        flags: Flags::new(TraceFlags::RANDOM),
    };
    let shared = Shared {
        correlation_id: CorrelationId::from(trace_id),
        trace_state: TraceState::default(),
        baggage: Baggage::default(),
    };
    SealedContract::new(identity, Arc::new(shared))
}
