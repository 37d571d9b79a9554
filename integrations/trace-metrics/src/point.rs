//! Values, and the exemplars beside them.

use std::time::SystemTime;

use trace_runtime::{SpanId, TraceId};

/// The value of a metric.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Point {
    Whole(u64),
    Fraction(f64),
    Sum { count: u64, sum: f64 },
    Histogram(HistogramPoint),
}

impl Point {
    /// Adds one of the same kind, and leaves any other out.
    pub(crate) fn add(&mut self, other: &Point) {
        match (self, other) {
            (Point::Whole(value), Point::Whole(more)) => *value = value.saturating_add(*more),
            (Point::Fraction(value), Point::Fraction(more)) => *value += more,
            (
                Point::Sum { count, sum },
                Point::Sum {
                    count: more,
                    sum: by,
                },
            ) => {
                *count += more;
                *sum += by;
            }
            (Point::Histogram(of), Point::Histogram(more)) if of.bounds == more.bounds => {
                for (bucket, more) in of.buckets.iter_mut().zip(&more.buckets) {
                    bucket.count += more.count;
                }
                of.sum += more.sum;
            }
            _ => {}
        }
    }
}

/// How values are distributed over buckets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HistogramPoint {
    /// The largest value of each bucket but the last, which has no end.
    pub(crate) bounds: &'static [f64],
    pub(crate) buckets: Vec<Bucket>,
    pub(crate) sum: f64,
}

/// One more than there are bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bucket {
    /// Values in this bucket alone.
    pub(crate) count: u64,
    pub(crate) exemplar: Option<Exemplar>,
}

impl HistogramPoint {
    pub(crate) fn count(&self) -> u64 {
        self.buckets.iter().map(|bucket| bucket.count).sum()
    }

    /// The end of each bucket, none for the last, and how many values are at most as large.
    pub(crate) fn cumulative(&self) -> impl Iterator<Item = (Option<f64>, u64, Option<Exemplar>)> {
        let ends = self.bounds.iter().copied().map(Some).chain([None]);
        ends.zip(&self.buckets).scan(0, |sum, (end, bucket)| {
            *sum += bucket.count;
            Some((end, *sum, bucket.exemplar))
        })
    }
}

/// A value that was measured, and the span that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Exemplar {
    pub(crate) trace_id: TraceId,
    pub(crate) span_id: SpanId,
    pub(crate) value: f64,
    pub(crate) at: SystemTime,
}
