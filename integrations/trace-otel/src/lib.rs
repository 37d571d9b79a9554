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
//! It is what `trace-log` exports log records with, and `trace-metrics` metrics.
//!
//! [`OtlpEncoder`] is the other half: a batch of spans as OTLP bytes, which are
//! not sent.
//!
//! # Features
//!
//! - `tls`, on by default: `https://` endpoints.
//! - `grpc`: OTLP over gRPC.
//! - `sdk`: `SdkExporter`, for exporters written for the OpenTelemetry SDK.
//! - `bridge`: module `bridge`, one trace together with what still records through
//!   `tracing-opentelemetry`.

// From the top down: a module stands above what it imports.
mod install;

mod environment;

mod exporter;
#[cfg(feature = "sdk")]
mod sdk;

#[cfg(feature = "bridge")]
pub mod bridge;

mod encode;
mod fan_out;
mod sender;

mod transport;
mod worker;

mod config;

mod code;
mod notice;
mod signal;
#[cfg(any(feature = "bridge", feature = "sdk"))]
mod span_context;
mod time;

pub use config::{
    Compression, Config, Destination, Endpoint, EndpointError, HeaderError, Otlp, Protocol, Tls,
};
pub use encode::{OtlpEncoder, encode_resource};
pub use environment::{LogSettings, Warning};
pub use exporter::OtlpExporter;
pub use install::{InstallError, install_from_env};
#[cfg(feature = "sdk")]
pub use sdk::SdkExporter;
pub use sender::{Accepted, SendError, Sender, SetupError};
pub use signal::Signal;
pub use time::TimeLimit;

/// The examples of the README, which are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
