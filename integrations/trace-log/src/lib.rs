//! Log lines that say in which span they were written.
//!
//! A [`tracing_subscriber`] layer. Nothing is asked of the code that logs: the
//! ids come from the contract that is current, also in other crates, and at
//! whatever level; a trace that is not sampled has them as well.
//!
//! ```
//! # fn main() -> Result<(), trace_log::InitError> {
//! trace_log::init_from_env()?;
//!
//! trace_runtime::run_sync("checkout", |_| tracing::info!(order = 42, "paid"));
//! # Ok(())
//! # }
//! ```
//!
//! On a terminal this reads
//!
//! ```text
//! 11:46:56.012345  INFO 4bf92f35/00f067aa shop::checkout: paid order=42
//! ```
//!
//! and elsewhere, here on several lines,
//!
//! ```json
//! {"timestamp":"2026-11-21T11:46:56.012345Z","level":"INFO","target":"shop::checkout",
//!  "trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","trace_flags":"03",
//!  "correlation_id":"4bf92f3577b34da6a3ce929d0e0e4736","message":"paid","fields":{"order":42}}
//! ```
//!
//! A line that was written outside of any span has `"context":"none"` in place
//! of the ids, and is counted by target in [`stats`](stats()): a service that
//! keeps its context has none such but those of its start and its end.
//!
//! # What cannot happen
//!
//! - No text makes a second line, or passes for a key: what controls a terminal,
//!   ends a line or turns the direction of text is escaped, in both forms.
//! - No value breaks a line: one whose `Debug` panics is written as
//!   `<panicked>`, a text beyond a limit is cut.
//! - No `Debug` runs under a lock: it may log, open spans and block.
//! - No failure of the writer reaches the code that logs; it is counted.
//!
//! # Names of fields
//!
//! Each field is in its line, under its name. In JSON all but the message stand
//! in `fields`, where a `level` or a `trace_id` is but a field; what the logger
//! itself says stands outside, and only there. Of several fields with one name,
//! the others are called `name#2`, `name#3`, …; a second message is a field. All
//! this holds for the key-values of the `log` crate as well.
//!
//! # Spans of other crates
//!
//! Spans that a library makes with `tracing` become children of the contract
//! that is current, with their fields as attributes; see [`Adopt`]. While one
//! is entered, lines carry its ids. It is not a contract, though: a `#[traced]`
//! function that it calls is a child of the contract it was given.
//!
//! Of a function under `#[instrument]`, `err` is an error of its span and `ret` an
//! attribute, provided that the filter lets their events pass.
//! `tracing::Span::record` alone can be lost without a word, where no span of
//! `tracing` is current or the field was not declared: nobody is told. The ban list
//! of trace-runtime names it.
//!
//! In a [`Gated`](trace_runtime::Gated) resource, `tracing::Span::current()` stands
//! for the contract: a library that takes it along to a thread of its own logs
//! there with the contract's ids. Nothing else is seen of it, but by layers of
//! others: there it is a span `contract` without fields.
//!
//! # Features
//!
//! | feature | default | |
//! |---|---|---|
//! | `env-filter` | yes | [`init_from_env`], [`from_env`] |
//! | `log` | yes | [`bridge_log`], and [`init_from_env`] with it: the records of the `log` crate are lines as well |
//! | `otlp` | no | log records over OTLP, to a collector, by way of `trace-otel`: module `otlp` |

// From the top down: a module stands above what it imports.
#[cfg(feature = "env-filter")]
mod environment;

mod layer;
#[cfg(feature = "otlp")]
pub mod otlp;

#[cfg(feature = "log")]
mod log_bridge;

mod span;

mod line;
mod sink;

mod field;
mod scratch;

mod stats;

mod escape;
mod ids;
#[cfg(any(feature = "env-filter", feature = "log"))]
mod init;

#[cfg(feature = "env-filter")]
pub use environment::{from_env, init_from_env};
#[cfg(any(feature = "env-filter", feature = "log"))]
pub use init::InitError;
pub use layer::{LogLayer, json, terminal};
#[cfg(feature = "log")]
pub use log_bridge::bridge_log;
pub use span::Adopt;
pub use stats::{LogStats, TargetLines, stats};

/// The examples of the README, which are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
