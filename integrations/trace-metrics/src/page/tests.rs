//! Both forms of one page, against files that their readers check as well
//! (`tests/readers.rs`).

use std::time::{Duration, UNIX_EPOCH};
use std::{env, fs};

use crate::families::Families;
use crate::point::{Bucket, Exemplar, HistogramPoint, Point};

/// Each kind of metric, and what has to be escaped.
fn families() -> Families {
    let mut to = Families::default();
    to.counter(
        "orders_total",
        "Orders, with a \\ and a \"quote\".\nOn two lines.",
    )
    .sample([("state", "new")], 3)
    .sample([("state", "a \"b\" \\ \n c")], u64::MAX);
    to.counter("seconds_spent", "A counter whose name lacks its end.")
        .fraction([], 1.5);
    to.gauge("queue_bytes", "A gauge with a unit.")
        .sample([], 0);
    to.gauge("load", "A gauge with fractions.")
        .fraction([("of", "whole")], 2.0)
        .fraction([("of", "small")], 1e-9)
        .fraction([("of", "large")], f64::INFINITY);
    to.summary("wait_seconds", "A count and a sum.")
        .sum([("pool", "books")], 4, 0.25);
    let exemplar = |value, millis| Exemplar {
        trace_id: "4bf92f3577b34da6a3ce929d0e0e4736".parse().unwrap(),
        span_id: "00f067aa0ba902b7".parse().unwrap(),
        value,
        at: UNIX_EPOCH + Duration::from_millis(millis),
    };
    let bucket = |count, exemplar| Bucket { count, exemplar };
    let point = HistogramPoint {
        bounds: &[0.2, 1.0],
        buckets: vec![
            bucket(2, Some(exemplar(0.15, 1_795_000_000_123))),
            bucket(0, None),
            bucket(1, Some(exemplar(3.0, 1_795_000_001_000))),
        ],
        sum: 3.25,
    };
    to.histogram("request_duration_seconds", "A histogram.")
        .push([("route", "/orders/{id}")], Point::Histogram(point));
    to
}

#[test]
fn each_form_is_as_its_file() {
    let families = families();
    for (file, page) in [
        ("text.txt", families.to_text()),
        ("openmetrics.txt", families.to_openmetrics()),
    ] {
        let path = format!("{}/tests/golden/{file}", env!("CARGO_MANIFEST_DIR"));
        if env::var_os("BLESS").is_some() {
            fs::write(&path, &page).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap();
        assert!(page == golden, "not as in {path}:\n{page}");
    }
}
