//! Handing work over without a span for the handing over.

use super::builder::ByType;
use super::{IntoSpan, SpanBuilder};

/// Stands where a name stands, and opens no span: for a closure that does nothing but
/// call a traced function, which has a span of its own.
///
/// ```
/// use trace_runtime::{TraceContract, no_span, traced};
///
/// #[traced]
/// async fn audit(cx: &TraceContract, order: u64) {
///     cx.set_attribute("order.id", order);
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// # trace_runtime::run("main", async |cx| {
/// // One span, `audit`, where a name would give two: `audit` in `audit`.
/// cx.spawn(no_span(), async move |cx| audit(cx, 42).await).await.unwrap();
/// # }).await;
/// # }
/// ```
///
/// The contract of the closure is that of the span at hand: what the closure opens are
/// its children. In a task, that span may have ended, so that nothing can be recorded on
/// it there: an attribute or an event that is set on the closure's own contract is left
/// out and counted, as [`RecordedWithoutSpan`](crate::stats::Counter::RecordedWithoutSpan).
///
/// An `Err` that the closure returns, its panic, and a time limit that runs out say
/// nothing, where there is no span to say it on: the traced function says so of its own.
///
/// Where a trace begins, write `#[traced(root as cx)]` instead: the sampler would be
/// asked about a trace without a name. Where it begins with a link, as
/// [`Trust::Restart`](crate::Trust::Restart) has it, the link is left out and counted
/// likewise.
pub fn no_span() -> NoSpan {
    NoSpan(())
}

/// The absence of a span, of [`no_span`].
#[derive(Debug, Clone, Copy)]
#[must_use = "it does nothing until it is handed to something that opens a span"]
pub struct NoSpan(());

impl<T> IntoSpan<T, ByType> for NoSpan {
    #[inline]
    fn into_span(self) -> SpanBuilder {
        SpanBuilder::none()
    }
}
