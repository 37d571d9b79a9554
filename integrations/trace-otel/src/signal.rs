/// What a message is about, and with that where a receiver takes it.
///
/// ```
/// use trace_otel::{Otlp, Signal};
///
/// let otlp = Otlp::local(Signal::Logs);
/// assert_eq!(otlp.to_string(), "otlp http/protobuf http://localhost:4318/v1/logs");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signal {
    /// `ExportTraceServiceRequest`
    Traces,
    /// `ExportLogsServiceRequest`
    Logs,
    /// `ExportMetricsServiceRequest`
    Metrics,
}

impl Signal {
    /// Below the endpoint for all signals.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Traces => "/v1/traces",
            Self::Logs => "/v1/logs",
            Self::Metrics => "/v1/metrics",
        }
    }

    #[cfg(feature = "grpc")]
    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::Traces => "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
            Self::Logs => "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
            Self::Metrics => "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        }
    }

    /// The message that a receiver answers with.
    pub(crate) fn response(self) -> &'static str {
        match self {
            Self::Traces => "ExportTraceServiceResponse",
            Self::Logs => "ExportLogsServiceResponse",
            Self::Metrics => "ExportMetricsServiceResponse",
        }
    }
}
