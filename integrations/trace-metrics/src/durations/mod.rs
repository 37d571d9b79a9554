//! How long requests take.

mod series;

use std::fmt;
use std::sync::Arc;

use trace_tower::Served;

use crate::families::Families;
use crate::source::Source;
use series::{Key, Series};

/// How long requests take, by method, route and status: the metric
/// `http_server_request_duration_seconds`, which is `http.server.request.duration` of
/// OpenTelemetry's conventions. A clone counts into the same numbers.
///
/// A request is counted by the layer of `trace-tower`, when the body of its answer has
/// ended. Counting waits for nobody, and allocates only with the first request of its kind.
/// There are at most 500 kinds, which come from routes, not from paths: what comes
/// later is counted together, with the label `otel_metric_overflow="true"`.
///
/// Requests that are recorded leave their trace beside the bucket that they fall into,
/// as an exemplar, the last one of each.
///
/// ```
/// use trace_metrics::{Metrics, RequestDurations};
/// use trace_runtime::Trust;
/// use trace_tower::TraceLayer;
///
/// let durations = RequestDurations::new();
/// let layer = TraceLayer::new(Trust::Restart).on_served(durations.observer());
/// let metrics = Metrics::new().source(durations);
/// ```
#[derive(Clone)]
pub struct RequestDurations(Arc<Series>);

impl RequestDurations {
    /// No request yet.
    pub fn new() -> Self {
        RequestDurations(Arc::new(Series::new()))
    }

    /// What [`TraceLayer::on_served`](trace_tower::TraceLayer::on_served) takes.
    pub fn observer(&self) -> impl Fn(&Served<'_>) + Send + Sync + 'static {
        let series = Arc::clone(&self.0);
        move |served| {
            let histogram = series.of(&Key::of(served));
            histogram.record_in(served.duration, served.span);
        }
    }
}

impl Source for RequestDurations {
    fn collect(&self, to: &mut Families) {
        let family = to.histogram(
            "http_server_request_duration_seconds",
            "Time from the headers of a request to the end of its answer.",
        );
        family.otel("http.server.request.duration", "s");
        for (key, histogram) in self.0.each() {
            let status = key.status.map(|status| status.to_string());
            let labels = [
                ("http.request.method", key.method),
                ("http.response.status_code", status.as_deref().unwrap_or("")),
                ("http.route", key.route),
            ];
            family.distribution(labels, histogram);
        }
        let others = self.0.others();
        if others.read().count() > 0 {
            family.distribution([("otel.metric.overflow", "true")], others);
        }
    }
}

impl Default for RequestDurations {
    fn default() -> Self {
        RequestDurations::new()
    }
}

impl fmt::Debug for RequestDurations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestDurations")
            .field("kinds", &self.0.each().count())
            .finish()
    }
}
