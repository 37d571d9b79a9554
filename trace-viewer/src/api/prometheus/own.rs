//! How the viewer and its store are.

use trace_store::Status;

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
