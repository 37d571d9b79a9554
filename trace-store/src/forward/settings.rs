//! Where to, and how much may wait.

use std::time::Duration;

use trace_otel::{Compression, Endpoint, Otlp, Signal};

/// Where batches are sent on to, and how many of them may wait.
///
/// ```
/// use trace_store::forward::Settings;
///
/// let settings = Settings::to(&"https://collector.example.com:4318".parse()?);
/// assert_eq!(
///     settings.traces.to_string(),
///     "otlp http/protobuf https://collector.example.com:4318/v1/traces (gzip)"
/// );
/// # Ok::<(), trace_otel::EndpointError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The receiver of spans. Its timeout is that of one attempt with its repetitions, after
    /// which the next attempt begins.
    pub traces: Otlp,
    /// The receiver of log lines.
    pub logs: Otlp,
    /// How many bytes of batches may wait, spans and log lines each.
    pub queue_bytes: usize,
    /// How long one batch is tried.
    pub patience: Duration,
    /// How long sending may go on when the store is closed.
    pub grace: Duration,
}

impl Settings {
    /// OTLP over HTTP, compressed: to `/v1/traces` and `/v1/logs` below this endpoint.
    pub fn to(endpoint: &Endpoint) -> Self {
        let otlp = |signal| Otlp::http(endpoint.for_signal(signal)).compression(Compression::Gzip);
        Settings {
            traces: otlp(Signal::Traces),
            logs: otlp(Signal::Logs),
            queue_bytes: 64 << 20,
            patience: Duration::from_secs(600),
            grace: Duration::from_secs(5),
        }
    }
}
