//! OTLP's `ExportMetricsServiceRequest`.

use std::time::{SystemTime, UNIX_EPOCH};

use super::wire::{bytes, fixed64, message, number, packed};
use crate::families::{Families, Family, Kind, Sample};
use crate::point::{Exemplar, HistogramPoint, Point};

/// From the start of the process, not from the message before.
const CUMULATIVE: u64 = 2;

/// When counting began, and when it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) begun: SystemTime,
    pub(super) read: SystemTime,
}

/// The message. `resource` is encoded already, with its tag.
pub(super) fn encode(families: &Families, resource: &[u8], times: Times) -> Vec<u8> {
    let mut to = Vec::new();
    // ExportMetricsServiceRequest { resource_metrics = 1 }
    message(&mut to, 1, |to| {
        // ResourceMetrics { resource = 1, scope_metrics = 2 }
        to.extend_from_slice(resource);
        message(to, 2, |to| {
            // ScopeMetrics { scope = 1, metrics = 2 }, InstrumentationScope { name, version }
            message(to, 1, |to| {
                bytes(to, 1, env!("CARGO_PKG_NAME").as_bytes());
                bytes(to, 2, env!("CARGO_PKG_VERSION").as_bytes());
            });
            for family in families.iter() {
                message(to, 2, |to| metric(to, family, times));
            }
        });
    });
    to
}

/// `Metric { name = 1, description = 2, unit = 3, gauge = 5, sum = 7, histogram = 9,
/// summary = 11 }`, each of which has `data_points = 1`.
fn metric(to: &mut Vec<u8>, family: &Family, times: Times) {
    let (name, unit) = family.otel.unwrap_or((&family.name, unit(&family.name)));
    bytes(to, 1, name.as_bytes());
    bytes(to, 2, family.help.as_bytes());
    bytes(to, 3, unit.as_bytes());
    let kind = match family.kind {
        Kind::Gauge => 5,
        Kind::Counter => 7,
        Kind::Histogram => 9,
        Kind::Summary => 11,
    };
    message(to, kind, |to| {
        for sample in &family.samples {
            message(to, 1, |to| data_point(to, sample, times));
        }
        if let Kind::Counter | Kind::Histogram = family.kind {
            number(to, 2, CUMULATIVE);
        }
        if family.kind == Kind::Counter {
            // Sum { is_monotonic = 3 }
            number(to, 3, 1);
        }
    });
}

/// The unit that the name of a page ends with, in the words of UCUM.
fn unit(name: &str) -> &'static str {
    match name.rsplit('_').next() {
        Some("seconds") => "s",
        Some("bytes") => "By",
        _ => "1",
    }
}

/// All kinds of points have their times in fields 2 and 3.
fn data_point(to: &mut Vec<u8>, sample: &Sample, times: Times) {
    fixed64(to, 2, nanos(times.begun));
    fixed64(to, 3, nanos(times.read));
    let attributes = match &sample.point {
        // NumberDataPoint { as_double = 4, as_int = 6, attributes = 7 }
        Point::Whole(value) => {
            let value = i64::try_from(*value).unwrap_or(i64::MAX);
            fixed64(to, 6, value.to_le_bytes());
            7
        }
        Point::Fraction(value) => {
            fixed64(to, 4, value.to_le_bytes());
            7
        }
        // SummaryDataPoint { count = 4, sum = 5, attributes = 7 }
        Point::Sum { count, sum } => {
            fixed64(to, 4, count.to_le_bytes());
            fixed64(to, 5, sum.to_le_bytes());
            7
        }
        Point::Histogram(point) => {
            histogram(to, point);
            9
        }
    };
    for (name, value) in &sample.labels {
        // KeyValue { key = 1, value = 2 }, AnyValue { string_value = 1 }
        message(to, attributes, |to| {
            bytes(to, 1, name.as_bytes());
            message(to, 2, |to| bytes(to, 1, value.as_bytes()));
        });
    }
}

/// `HistogramDataPoint { count = 4, sum = 5, bucket_counts = 6, explicit_bounds = 7,
/// exemplars = 8 }`
fn histogram(to: &mut Vec<u8>, point: &HistogramPoint) {
    fixed64(to, 4, point.count().to_le_bytes());
    fixed64(to, 5, point.sum.to_le_bytes());
    let counts = point.buckets.iter().map(|it| it.count.to_le_bytes());
    packed(to, 6, counts);
    packed(to, 7, point.bounds.iter().map(|it| it.to_le_bytes()));
    for exemplar in point.buckets.iter().filter_map(|it| it.exemplar) {
        message(to, 8, |to| write_exemplar(to, &exemplar));
    }
}

/// `Exemplar { time_unix_nano = 2, as_double = 3, span_id = 4, trace_id = 5 }`
fn write_exemplar(to: &mut Vec<u8>, exemplar: &Exemplar) {
    fixed64(to, 2, nanos(exemplar.at));
    fixed64(to, 3, exemplar.value.to_le_bytes());
    bytes(to, 4, &exemplar.span_id.to_bytes());
    bytes(to, 5, &exemplar.trace_id.to_bytes());
}

fn nanos(at: SystemTime) -> [u8; 8] {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos())
        .unwrap_or(u64::MAX)
        .to_le_bytes()
}
