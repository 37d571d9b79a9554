//! Batches and limits.

use std::time::Duration;

use super::check;

#[test]
fn sizes() {
    for (variable, part) in [
        ("OTEL_BSP_SCHEDULE_DELAY=250", "schedule_delay: 250ms"),
        ("OTEL_BSP_EXPORT_TIMEOUT=5000", "export_timeout: 5s"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE=64", "max_batch: Some(64)"),
        ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=7", "attributes: 7"),
        ("OTEL_ATTRIBUTE_COUNT_LIMIT=8", "attributes: 8"),
        ("OTEL_SPAN_EVENT_COUNT_LIMIT=0", "events: 0"),
        ("OTEL_SPAN_LINK_COUNT_LIMIT=9", "links: 9"),
        ("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=100", "value_length: 100"),
        (
            "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT=101",
            "value_length: 101",
        ),
    ] {
        check(variable, &[part], &[]);
    }
}

#[test]
fn sizes_that_are_none() {
    for (variable, part, used) in [
        (
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=0",
            "max_batch: None",
            " of at least 1; 512 is used",
        ),
        (
            "OTEL_SPAN_EVENT_COUNT_LIMIT=many",
            "events: 128",
            "; 128 is used",
        ),
        (
            "OTEL_SPAN_LINK_COUNT_LIMIT=-1",
            "links: 128",
            "; 128 is used",
        ),
        (
            "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=1k",
            "value_length: 8192",
            "; 8192 is used",
        ),
    ] {
        let (name, value) = variable.split_once('=').unwrap();
        let warning = format!("{name}={value:?} is not a whole number{used}");
        check(variable, &[part], &[&warning]);
    }
    check(
        "OTEL_BSP_SCHEDULE_DELAY=0\nOTEL_BSP_EXPORT_TIMEOUT=0",
        &[
            "schedule_delay: 0ns",
            &format!("export_timeout: {:?}", Duration::MAX),
        ],
        &[],
    );
    check(
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=many\nOTEL_ATTRIBUTE_COUNT_LIMIT=7",
        &["attributes: 7"],
        &[
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=\"many\" is not a whole number; \
           OTEL_ATTRIBUTE_COUNT_LIMIT is used",
        ],
    );
    check(
        "OTEL_BSP_MAX_QUEUE_SIZE=2048",
        &[],
        &[
            "OTEL_BSP_MAX_QUEUE_SIZE has no effect: finished spans wait in a buffer bounded in \
           bytes, not in spans",
        ],
    );
}
