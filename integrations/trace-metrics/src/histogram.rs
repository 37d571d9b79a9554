//! One distribution, which any thread adds to.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use trace_runtime::{CurrentSpan, SpanId, TraceId};

use crate::point::{Bucket, Exemplar, HistogramPoint};

/// The bounds that OpenTelemetry's conventions ask for, in seconds, with one more, 0.2:
/// it is where the alert stands. Between bounds a quantile is guessed, and a guess should
/// wake nobody.
const BOUNDS: [f64; 15] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

const BUCKETS: usize = BOUNDS.len() + 1;

/// How long something took, each time, counted in buckets from 5 milliseconds to 10 seconds.
///
/// Any thread may record, at any time: that is two additions, and nobody waits for it.
/// Where a recorded span is current, the bucket keeps it as an exemplar, the last one.
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
/// use trace_metrics::{Families, Histogram, Metrics};
///
/// let picked = Arc::new(Histogram::new());
/// let shown = Arc::clone(&picked);
/// let metrics = Metrics::new().source(move |to: &mut Families| {
///     to.histogram("order_pick_seconds", "Time to pick an order.")
///         .distribution([], &shown);
/// });
///
/// picked.record(Duration::from_millis(30));
/// let page = metrics.collect().to_text();
/// assert!(page.contains("\norder_pick_seconds_bucket{le=\"0.05\"} 1\n"));
/// assert!(page.contains("\norder_pick_seconds_sum 0.03\n"));
/// ```
#[derive(Debug)]
pub struct Histogram {
    buckets: [AtomicU64; BUCKETS],
    sum_nanos: AtomicU64,
    /// The last of each bucket. Who finds one locked goes on without it.
    exemplars: [Mutex<Option<Exemplar>>; BUCKETS],
}

impl Histogram {
    /// Nothing was recorded yet.
    pub const fn new() -> Self {
        Histogram {
            buckets: [const { AtomicU64::new(0) }; BUCKETS],
            sum_nanos: AtomicU64::new(0),
            exemplars: [const { Mutex::new(None) }; BUCKETS],
        }
    }

    /// Counts one time, with the span that is current.
    pub fn record(&self, took: Duration) {
        let span = trace_runtime::with_current(|span| {
            let span = span.filter(CurrentSpan::is_recording)?;
            Some((span.trace_id(), span.span_id()))
        });
        self.record_in(took, span);
    }

    /// Counts one time, with the span that it was measured in.
    pub(crate) fn record_in(&self, took: Duration, span: Option<(TraceId, SpanId)>) {
        let seconds = took.as_secs_f64();
        let at = BOUNDS.partition_point(|bound| *bound < seconds);
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.sum_nanos.fetch_add(nanos, Ordering::Relaxed);
        if let Some(bucket) = self.buckets.get(at) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        if let Some((trace_id, span_id)) = span
            && let Some(Ok(mut last)) = self.exemplars.get(at).map(Mutex::try_lock)
        {
            *last = Some(Exemplar {
                trace_id,
                span_id,
                value: seconds,
                at: SystemTime::now(),
            });
        }
    }

    pub(crate) fn read(&self) -> HistogramPoint {
        let buckets = self.buckets.iter().zip(&self.exemplars);
        let buckets = buckets.map(|(count, exemplar)| Bucket {
            count: count.load(Ordering::Relaxed),
            exemplar: exemplar.try_lock().ok().and_then(|last| *last),
        });
        HistogramPoint {
            bounds: &BOUNDS,
            buckets: buckets.collect(),
            sum: Duration::from_nanos(self.sum_nanos.load(Ordering::Relaxed)).as_secs_f64(),
        }
    }
}

impl Default for Histogram {
    fn default() -> Self {
        Histogram::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_on_a_bound_is_in_the_bucket_that_ends_there() {
        let histogram = Histogram::new();
        for millis in [0, 5, 6, 200, 201, 10_000, 10_001] {
            histogram.record(Duration::from_millis(millis));
        }
        let read = histogram.read();
        let counts: Vec<_> = read
            .cumulative()
            .map(|(end, count, _)| (end, count))
            .collect();
        assert_eq!(counts[0], (Some(0.005), 2));
        assert_eq!(counts[1], (Some(0.01), 3));
        assert_eq!(counts[6], (Some(0.2), 4));
        assert_eq!(counts[7], (Some(0.25), 5));
        assert_eq!(counts[14..], [(Some(10.0), 6), (None, 7)]);
        assert_eq!((read.count(), read.sum), (7, 20.413));
    }
}
