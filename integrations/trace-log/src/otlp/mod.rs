//! Log records over OTLP, to a collector.
//!
//! A layer of its own beside [`json`](crate::json) or
//! [`terminal`](crate::terminal), or in their place. An event is encoded where
//! it happens, into a queue that is bounded in bytes, and sent by a thread of
//! its own. What cannot be delivered is counted.
//!
//! [`trace_otel`] carries them, with what it has for spans: TLS, gzip, the rules
//! of OTLP for sending again, gRPC with its feature `grpc`.
//!
//! ```no_run
//! use std::time::Duration;
//! use tracing_subscriber::layer::SubscriberExt as _;
//! use tracing_subscriber::util::SubscriberInitExt as _;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let otlp = trace_log::otlp::Otlp::http("http://localhost:4318/v1/logs")?;
//! let (layer, export) = otlp.resource(trace_runtime::Resource::service("shop")).start()?;
//! tracing_subscriber::registry().with(trace_log::json()).with(layer).try_init()?;
//! // … the program …
//! export.shutdown(Duration::from_secs(5))?;
//! # Ok(())
//! # }
//! ```
//!
//! Filter out what a transport of your own logs, if it is traced: it would be
//! sent, and logged, without end. What this one logs is not.

mod config;
mod delivery;
mod environment;
mod layer;
mod queue;
mod record;
mod wire;

pub use config::{Otlp, StartError};
pub use layer::{LogExport, OtlpLayer, TimedOut};
pub use queue::OtlpStats;
pub use trace_otel::{Compression, EndpointError, HeaderError, SetupError, Tls};
