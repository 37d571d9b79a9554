//! What a service counts, as a page for Prometheus and over OTLP: spans and contexts that
//! were lost, how long requests take, pools, and numbers of your own.
//!
//! ```
//! use axum::{Router, routing::get};
//! use trace_metrics::{Metrics, RequestDurations};
//! use trace_runtime::Trust;
//! use trace_tower::TraceLayer;
//!
//! let durations = RequestDurations::new();
//! let metrics = Metrics::new().source(durations.clone());
//!
//! let app: Router = Router::new()
//!     .route("/orders/{id}", get(async || "an order"))
//!     .route("/metrics", trace_metrics::route(metrics))
//!     .layer(
//!         TraceLayer::new(Trust::Restart)
//!             .on_served(durations.observer())
//!             .untraced("/metrics"),
//!     );
//! ```
//!
//! A scrape makes no span: name its path in `untraced`, since the layer is around the route.
//!
//! # The number to watch
//!
//! `context_lost_total` over `context_expected_total`, by `where`: how often work went on
//! without the trace that it belongs to, and at which place. `docs/context-loss.md` of the
//! repository defines it; rules for alerts and a dashboard lie in `deploy/`.
//!
//! # Two forms
//!
//! A request that accepts OpenMetrics 1.0 gets it, with exemplars: a slow request's bucket
//! names a trace. Any other gets the text format 0.0.4, which has no exemplars. The content
//! type is always set. See [`Format`].
//!
//! # Features
//!
//! - `axum`, on by default: [`route`], and a [`Page`] is a response.
//! - `tower`, on by default: [`RequestDurations`], told by the layer of `trace-tower`.
//! - `sqlx`: `pool`, of trace-sqlx.
//! - `log`: `log`, of trace-log.
//! - `otlp`: module `otlp`, which sends the same metrics to a collector.

// From the top down: a module stands above what it imports.
#[cfg(feature = "axum")]
mod axum;
#[cfg(feature = "otlp")]
pub mod otlp;

mod metrics;

#[cfg(feature = "tower")]
mod durations;
#[cfg(feature = "log")]
mod log_lines;
#[cfg(feature = "sqlx")]
mod pools;
mod spans;

mod source;

mod page;

mod families;

mod histogram;

mod point;

#[cfg(feature = "axum")]
pub use self::axum::route;
#[cfg(feature = "tower")]
pub use durations::RequestDurations;
pub use families::{Families, Family};
pub use histogram::Histogram;
#[cfg(feature = "log")]
pub use log_lines::log;
pub use metrics::Metrics;
pub use page::{Format, Page};
#[cfg(feature = "sqlx")]
pub use pools::pool;
pub use source::Source;

/// The examples of the README, which are tests.
#[cfg(all(doctest, feature = "axum", feature = "tower"))]
#[doc = include_str!("../README.md")]
mod readme {}
