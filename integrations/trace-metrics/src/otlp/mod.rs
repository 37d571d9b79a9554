//! Metrics over OTLP, to a collector.
//!
//! The same metrics that a page shows, sent every minute by a thread of its own: names and
//! units are those of OpenTelemetry's conventions where there are any, and all numbers are
//! cumulative, as Prometheus has them. What a receiver does not take is not kept: the next
//! message has it all.
//!
//! [`trace_otel`] carries them, with what it has for spans: TLS, gzip, the rules of OTLP for
//! sending again, gRPC with its feature `grpc`.
//!
//! ```no_run
//! use std::time::Duration;
//! use trace_metrics::Metrics;
//! use trace_metrics::otlp::Otlp;
//! use trace_otel::Signal;
//! use trace_runtime::Resource;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (transport, warnings) = trace_otel::Otlp::from_env(Signal::Metrics);
//! let export = Otlp::new(transport)
//!     .resource(Resource::service("shop"))
//!     .start(Metrics::new())?;
//! // … the program …
//! export.shutdown(Duration::from_secs(5))?;
//! # Ok(())
//! # }
//! ```

mod config;
mod encode;
mod export;
mod stop;
mod wire;

pub use config::{Otlp, StartError};
pub use export::{ExportStats, MetricsExport, TimedOut};
