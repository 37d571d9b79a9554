//! What the fuzz targets check: one module for each, and in it `check`, which
//! takes any bytes and panics when an oracle disagrees.
//!
//! They are ordinary functions, so that `tests/seeds.rs` and a debugger can call
//! them without a fuzzer. See `README.md` for how to run and to add one.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod baggage;
mod by_path;
mod carrier;
pub mod embedded;
pub mod environment;
mod expected;
pub mod ids;
mod input;
mod json;
pub mod log_lines;
pub mod macro_tokens;
mod one_line;
pub mod otlp_answer;
pub mod otlp_batch;
pub mod otlp_json;
pub mod propagators;
#[path = "../../trace-viewer/src/query/mod.rs"]
#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    reason = "it is written for its own crate, which would bring all of a server"
)]
mod query;
pub mod redacted_url;
pub mod redis;
mod reference;
#[allow(
    dead_code,
    missing_docs,
    unused_imports,
    reason = "it is written for its own crate"
)]
#[path = "../../trace-store/src/rollup/mod.rs"]
mod rollup;
pub mod sealed;
pub mod search_query;
pub mod server_span;
pub mod spans;
pub mod sql_comment;
pub mod sql_text;
pub mod traceparent;
pub mod tracestate;
pub mod zipkin;

// What the files of trace-store that are taken in by their path look for here.
use trace_store::search;
mod summary {
    pub(crate) use trace_store::{ServiceCount, Summary};
}

/// A target: its name, and its oracle.
pub type Target = (&'static str, fn(&[u8]));

/// All targets, by name.
pub const TARGETS: &[Target] = &[
    ("baggage", baggage::check),
    ("environment", environment::check),
    ("ids", ids::check),
    ("log_lines", log_lines::check),
    ("macro_tokens", macro_tokens::check),
    ("otlp", spans::otlp::check),
    ("otlp_answer", otlp_answer::check),
    ("otlp_batch", otlp_batch::check),
    ("otlp_json", otlp_json::check),
    ("propagators", propagators::check),
    ("record", spans::record::check),
    ("redacted_url", redacted_url::check),
    ("sealed", sealed::check),
    ("search_query", search_query::check),
    ("server_span", server_span::check),
    ("span_text", spans::text::check),
    ("sql_comment", sql_comment::check),
    ("sql_text", sql_text::check),
    ("stored_block", embedded::check),
    ("stored_redis", redis::check),
    ("traceparent", traceparent::check),
    ("tracestate", tracestate::check),
    ("zipkin", zipkin::check),
];
