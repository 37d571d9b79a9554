//! Whether the environment names a collector.

/// Any of these says where traces are to go.
const TRACES: [&str; 3] = [
    "OTEL_TRACES_EXPORTER",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];

/// Empty is unset, as everywhere in these variables.
fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.to_string_lossy().trim().is_empty())
}

pub(crate) fn is_named_for_traces() -> bool {
    TRACES.into_iter().any(is_set)
}
