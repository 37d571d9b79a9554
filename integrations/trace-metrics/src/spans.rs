//! What [`trace_runtime`] counts.

use trace_runtime::stats::{CallbackCount, ContextCount, Counter, DropReason};

use crate::families::Families;

/// Spans, and contexts that were expected and lost.
pub(crate) fn collect(to: &mut Families) {
    let stats = trace_runtime::stats();
    contexts(to, stats.contexts());
    callbacks(to, stats.callbacks());
    to.counter(
        "trace_spans_started_total",
        "Recorded spans that were started.",
    )
    .sample([], stats.started);
    to.counter(
        "trace_spans_exported_total",
        "Spans that the exporter delivered.",
    )
    .sample([], stats.exported);
    let dropped = to.counter(
        "trace_spans_dropped_total",
        "Spans that were dropped, by reason.",
    );
    for why in DropReason::ALL {
        dropped.sample([("reason", why.as_str())], stats.dropped_for(why));
    }
    to.gauge(
        "trace_spans_in_flight",
        "Spans that are running or on their way.",
    )
    .sample([("state", "open")], stats.open)
    .sample([("state", "buffered")], stats.buffered)
    .sample([("state", "exporting")], stats.exporting);
    to.gauge("trace_buffer_bytes", "Bytes that buffers take.")
        .sample([], stats.buffer_bytes);
    to.gauge(
        "trace_timers_pending",
        "Work of spawn_after whose time has not come.",
    )
    .sample([], stats.pending);
    for counter in Counter::ALL {
        if !is_of_contexts(counter) {
            to.counter(counter.metric(), counter.help())
                .sample([], stats.counter(counter));
        }
    }
}

fn contexts(to: &mut Families, counts: &[ContextCount]) {
    let by_place: Vec<_> = counts.iter().map(|of| (of.place.to_string(), of)).collect();
    let expected = to.counter(
        "context_expected_total",
        "Events that are expected to have a trace context, by place.",
    );
    for (place, of) in &by_place {
        expected.sample([("where", place)], of.expected);
    }
    let lost = to.counter(
        "context_lost_total",
        "Events that were expected to have a trace context and had none, by place.",
    );
    for (place, of) in &by_place {
        lost.sample([("where", place)], of.lost);
    }
}

/// The losses of `sdk:` places once more, by callback: whoever is paged wants to know which.
fn callbacks(to: &mut Families, counts: &[CallbackCount]) {
    let lost = to.counter(
        "trace_callbacks_without_context_total",
        "Callbacks that an SDK ran without the context of its call, by SDK and callback.",
    );
    for of in counts {
        let at = format!("{}:{}", of.at.file(), of.at.line());
        lost.sample([("sdk", of.sdk), ("callback", &at)], of.lost);
    }
}

/// Whether `context_lost_total` and `context_expected_total` have it already, by place.
fn is_of_contexts(counter: Counter) -> bool {
    matches!(
        counter,
        Counter::StaleParent
            | Counter::ContextMissing
            | Counter::RootInContext
            | Counter::MessageWithoutContext
            | Counter::ContextLostInSdk
            | Counter::LogLines
            | Counter::LogLinesWithoutContext
    )
}
