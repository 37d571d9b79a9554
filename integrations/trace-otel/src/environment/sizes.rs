//! Batches, times and limits.

use trace_runtime::pipeline::Limits;

use super::Reader;
use crate::config::Config;

pub(super) fn read(reader: &mut Reader<'_>, config: &mut Config) {
    batches(reader, config);
    limits(reader, config);
}

fn batches(reader: &mut Reader<'_>, config: &mut Config) {
    config.schedule_delay = reader.delay("OTEL_BSP_SCHEDULE_DELAY", config.schedule_delay);
    config.export_timeout = reader.timeout(&["OTEL_BSP_EXPORT_TIMEOUT"], config.export_timeout);
    if let Some(spans) = reader.count(&["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"], 1, 512) {
        config.max_batch = Some(spans);
    }
    reader.without_effect(
        "OTEL_BSP_MAX_QUEUE_SIZE",
        "finished spans wait in a buffer bounded in bytes, not in spans",
    );
}

fn limits(reader: &mut Reader<'_>, config: &mut Config) {
    /// A limit by its variables, its default, and how it is set.
    type Row = (&'static [&'static str], usize, fn(Limits, usize) -> Limits);
    const LIMITS: [Row; 4] = [
        (
            &[
                "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
                "OTEL_ATTRIBUTE_COUNT_LIMIT",
            ],
            128,
            Limits::attributes,
        ),
        (&["OTEL_SPAN_EVENT_COUNT_LIMIT"], 128, Limits::events),
        (&["OTEL_SPAN_LINK_COUNT_LIMIT"], 128, Limits::links),
        (
            &[
                "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
                "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
            ],
            8192,
            Limits::value_length,
        ),
    ];
    for (variables, default, set) in LIMITS {
        if let Some(limit) = reader.count(variables, 0, default) {
            config.limits = set(config.limits.clone(), limit);
        }
    }
}
