//! How the viewer and its store are.

use trace_store::{Forwarded, Status};

use super::text::Text;

pub(super) fn write(out: &mut Text, status: &Status) {
    let counters = [
        (
            "spans_taken",
            "Spans that were taken in.",
            status.spans_taken,
        ),
        (
            "logs_taken",
            "Log lines that were taken in.",
            status.logs_taken,
        ),
        (
            "batches_refused",
            "Batches that were not taken in.",
            status.batches_refused,
        ),
        (
            "spans_left_out",
            "Spans that were taken in and not kept.",
            status.spans_left_out,
        ),
    ];
    for (name, help, value) in counters {
        let name = format!("trace_viewer_{name}_total");
        out.metric(&name, "counter", help);
        out.sample(&name, &[], value);
    }
    let gauges = [
        ("traces", "Traces that are held.", Some(status.traces)),
        (
            "live_traces",
            "Traces to which spans still come.",
            Some(status.live_traces),
        ),
        (
            "store_bytes",
            "Bytes that the store takes.",
            Some(status.bytes),
        ),
        (
            "store_limit_bytes",
            "Bytes that the store may take.",
            status.byte_limit,
        ),
        (
            "troubles",
            "What is wrong at the moment.",
            Some(status.troubles.len() as u64),
        ),
    ];
    for (name, help, value) in gauges {
        let Some(value) = value else {
            continue;
        };
        let name = format!("trace_viewer_{name}");
        out.metric(&name, "gauge", help);
        out.sample(&name, &[], value);
    }
}

/// What became of the spans and log lines that are sent on.
pub(super) fn write_forwarded(out: &mut Text, counts: &Forwarded) {
    let name = "trace_viewer_forwarded_total";
    let help = "Spans and log lines that were to be sent on, by what became of them.";
    out.metric(name, "counter", help);
    for (outcome, count) in [
        ("sent", counts.sent),
        ("rejected", counts.rejected),
        ("refused", counts.refused),
        ("unreachable", counts.unreachable),
        ("queue_full", counts.queue_full),
        ("closed", counts.closed),
    ] {
        out.sample(name, &[("outcome", outcome)], count);
    }
    let name = "trace_viewer_forward_waiting";
    out.metric(
        name,
        "gauge",
        "Spans and log lines that wait to be sent on.",
    );
    out.sample(name, &[], counts.waiting);
}
