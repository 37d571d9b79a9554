//! OTLP export for [`trace_runtime`], set up by the `OTEL_*` variables that
//! every OpenTelemetry SDK reads.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let pipeline = trace_otel::install_from_env()?;
//! // … the program …
//! pipeline.shutdown(std::time::Duration::from_secs(5))?;
//! # Ok(())
//! # }
//! ```
//!
//! On standard error, one line then says what was set up:
//!
//! ```text
//! trace: service=payments exporter=otlp http/protobuf http://localhost:4318/v1/traces sampler=parentbased_always_on propagators=tracecontext,baggage
//! ```
//!
//! [`Config`] is the same from code. No value of a variable is an error: what
//! cannot be used is told as a [`Warning`], and the default takes its place.
//!
//! # Variables
//!
//! | Variable | Default | |
//! |---|---|---|
//! | `OTEL_SERVICE_NAME` | `unknown_service:…` | over `service.name` of the next |
//! | `OTEL_RESOURCE_ATTRIBUTES` | | `key=value,…`, percent-encoded |
//! | `OTEL_SDK_DISABLED` | `false` | records nothing; contexts still pass through |
//! | `OTEL_TRACES_SAMPLER` | `parentbased_always_on` | `always_on`, `always_off`, `traceidratio`, each also with `parentbased_` before it |
//! | `OTEL_TRACES_SAMPLER_ARG` | `1` | the ratio |
//! | `OTEL_PROPAGATORS` | `tracecontext,baggage` | also `b3`, `b3multi`, `none` |
//! | `OTEL_TRACES_EXPORTER` | `otlp` | a list of `otlp`, `console`; `none` |
//! | `OTEL_EXPORTER_OTLP_ENDPOINT` | `http://localhost:4318` | `/v1/traces` is added; gRPC: `http://localhost:4317` |
//! | `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` | | used as it is |
//! | `OTEL_EXPORTER_OTLP_PROTOCOL` | `http/protobuf` | `grpc` with that feature |
//! | `OTEL_EXPORTER_OTLP_HEADERS` | | `name=value,…`, percent-encoded |
//! | `OTEL_EXPORTER_OTLP_TIMEOUT` | `10000` | ms for a batch, with all attempts |
//! | `OTEL_EXPORTER_OTLP_COMPRESSION` | `none` | `gzip` |
//! | `OTEL_EXPORTER_OTLP_INSECURE` | `false` | for a gRPC endpoint without scheme |
//! | `OTEL_EXPORTER_OTLP_CERTIFICATE` | the system's | PEM, whom to trust |
//! | `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE`, `…_CLIENT_KEY` | | PEM, both or none |
//! | `OTEL_BSP_SCHEDULE_DELAY` | `1000` | ms; the specification has 5000 |
//! | `OTEL_BSP_EXPORT_TIMEOUT` | `30000` | ms |
//! | `OTEL_BSP_MAX_EXPORT_BATCH_SIZE` | `512` | spans |
//! | `OTEL_BSP_MAX_QUEUE_SIZE` | | no effect: the buffer is bounded in bytes |
//! | `OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT`, `…_EVENT_…`, `…_LINK_…` | `128` | also `OTEL_ATTRIBUTE_COUNT_LIMIT` |
//! | `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT` | `8192` | bytes; also `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT` |
//! | `OTEL_LOG_LEVEL` | | no effect |
//! | `OTEL_CONFIG_FILE` | | not supported |
//!
//! Each `OTEL_EXPORTER_OTLP_…` is also there as `OTEL_EXPORTER_OTLP_TRACES_…`,
//! which goes first. An empty value is no value.
//!
//! # Other signals
//!
//! [`Sender`] delivers messages that somebody else encoded, by the same rules
//! and with the same settings; [`Otlp::from_env`] reads them for any [`Signal`].
//! It is what `trace-log` exports log records with.
//!
//! [`OtlpEncoder`] is the other half: a batch of spans as OTLP bytes, which are
//! not sent.
//!
//! # Features
//!
//! - `tls`, on by default: `https://` endpoints.
//! - `grpc`: OTLP over gRPC.
//! - `sdk`: `SdkExporter`, for exporters written for the OpenTelemetry SDK.

// In the order in which a batch passes through them.
mod config;
mod environment;

mod encode;
mod exporter;
mod fan_out;
mod notice;
mod sender;
mod signal;
mod time;
mod transport;
mod worker;

#[cfg(feature = "sdk")]
mod sdk;

pub use config::{
    Compression, Config, Destination, Endpoint, EndpointError, HeaderError, InstallError, Otlp,
    Protocol, Tls,
};
pub use encode::OtlpEncoder;
pub use environment::Warning;
pub use exporter::OtlpExporter;
#[cfg(feature = "sdk")]
pub use sdk::SdkExporter;
pub use sender::{Accepted, SendError, Sender, SetupError};
pub use signal::Signal;
pub use time::TimeLimit;

use trace_runtime::Pipeline;

/// Reads the `OTEL_*` variables and installs the pipeline they describe. Once
/// in a process.
///
/// What it set up is one line on standard error, and each variable that could
/// not be used is another.
///
/// # Errors
///
/// If there is a pipeline already, if a certificate or a key cannot be used, or
/// if a feature of this crate is missing. No variable is an error by its text.
pub fn install_from_env() -> Result<Pipeline, InstallError> {
    let (config, warnings) = Config::from_env();
    config.tell(&warnings);
    config.install()
}
