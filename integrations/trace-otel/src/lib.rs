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
//! cannot be used is told as a [`Warning`], which says what is used instead.
//!
//! # Variables
//!
//!
#![doc = include_str!("../environment.md")]
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
mod code;
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
pub use environment::{LogSettings, Warning};
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

/// The examples of the README, which are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
