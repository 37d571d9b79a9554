//! Entering the library: where a program begins a trace, or goes on without one.

use crate::contract::TraceContract;
use crate::propagation::Extracted;
use crate::span::root::{Trust, here, inbound_root, local_root, unrecorded};
use crate::span::{AsyncClosure, InForm};
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
        open(root.contract(), span, body, S::failure).await
    }
}

/// Begins a trace and runs a closure that is not async in its root span: the twin of
/// [`run`].
#[track_caller]
pub fn run_sync<S, T, By>(span: S, body: impl FnOnce(&TraceContract) -> T) -> T
where
    S: IntoSpan<T, By>,
{
    let span = span.into_span();
    let root = local_root(&span.name, span.kind, here());
    open_sync(root.contract(), span, body, S::failure)
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
    open(root.contract(), span, body, S::failure).await
}

/// Continues or begins a trace, and runs a closure that is not async: the twin of
/// [`run_inbound`].
pub fn run_inbound_sync<S, T, By>(
    inbound: Extracted,
    trust: Trust,
    span: S,
    body: impl FnOnce(&TraceContract) -> T,
) -> T
where
    S: IntoSpan<T, By>,
{
    let mut span = span.into_span();
    let root = inbound_root(inbound, trust, &mut span);
    open_sync(root.contract(), span, body, S::failure)
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
    open(nothing.contract(), SpanBuilder::named(reason), body, |_| {
        None
    })
    .await
}

/// Runs a closure that is not async with a contract that records nothing: the twin of
/// [`untraced`].
pub fn untraced_sync<T>(reason: &'static str, body: impl FnOnce(&TraceContract) -> T) -> T {
    let nothing = unrecorded();
    open_sync(nothing.contract(), SpanBuilder::named(reason), body, |_| {
        None
    })
}
