//! What the spans say.

use trace_model::SpanKind;

use super::text::Text;
use super::totals::Counted;

const CALLS: &str = "traces_spanmetrics_calls_total";
const LATENCY: &str = "traces_spanmetrics_latency";
const DURATION: &str = "traces_span_duration_seconds";
const REQUESTS: &str = "traces_service_graph_request_total";
const FAILED: &str = "traces_service_graph_request_failed_total";
const SERVER: &str = "traces_service_graph_request_server_seconds";

pub(super) fn write(out: &mut Text, counted: &Counted) {
    out.metric(
        CALLS,
        "counter",
        "Spans, by operation and by whether they failed.",
    );
    for (operation, cell) in &counted.operations {
        let statuses = [
            (
                "STATUS_CODE_UNSET",
                cell.count - cell.errors.min(cell.count),
            ),
            ("STATUS_CODE_ERROR", cell.errors),
        ];
        for (status, count) in statuses {
            let labels = [
                ("service", &*operation.service),
                ("span_name", &*operation.name),
                ("span_kind", kind(operation.kind)),
                ("status_code", status),
            ];
            out.sample(CALLS, &labels, count);
        }
    }
    for (name, help) in [
        (LATENCY, "Seconds that spans took, by operation."),
        (DURATION, "Seconds that spans took, by operation."),
    ] {
        out.metric(name, "histogram", help);
        for (operation, cell) in &counted.operations {
            let labels = [
                ("service", &*operation.service),
                ("span_name", &*operation.name),
                ("span_kind", kind(operation.kind)),
            ];
            out.histogram(name, &labels, cell);
        }
    }
    out.metric(REQUESTS, "counter", "Calls of one service by another.");
    for (edge, cell) in &counted.edges {
        out.sample(
            REQUESTS,
            &[("client", &*edge.client), ("server", &*edge.server)],
            cell.count,
        );
    }
    out.metric(
        FAILED,
        "counter",
        "Calls of one service by another that failed.",
    );
    for (edge, cell) in &counted.edges {
        out.sample(
            FAILED,
            &[("client", &*edge.client), ("server", &*edge.server)],
            cell.errors,
        );
    }
    out.metric(
        SERVER,
        "histogram",
        "Seconds that calls took in the service that was called.",
    );
    for (edge, cell) in &counted.edges {
        out.histogram(
            SERVER,
            &[("client", &*edge.client), ("server", &*edge.server)],
            cell,
        );
    }
}

fn kind(kind: SpanKind) -> &'static str {
    match kind {
        SpanKind::Unspecified | SpanKind::Internal => "SPAN_KIND_INTERNAL",
        SpanKind::Server => "SPAN_KIND_SERVER",
        SpanKind::Client => "SPAN_KIND_CLIENT",
        SpanKind::Producer => "SPAN_KIND_PRODUCER",
        SpanKind::Consumer => "SPAN_KIND_CONSUMER",
    }
}
