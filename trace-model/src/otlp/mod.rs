//! The encoding of OTLP, in and out.
//!
//! Written by hand: a request is looked through once, and its spans stay the bytes that were
//! sent until somebody looks at one. Field numbers are those of `opentelemetry-proto` 1.9.

// From the top down: a module stands above what it imports.
mod decode;

pub mod json;

mod batch;
mod encode;

mod check;

mod limits;
mod wire;

pub use batch::{Batch, Entry, Group, Signal};
pub use decode::{Decoder, read_traces};
pub use encode::{write_spans, write_trace};
pub use limits::{Limits, Refused};
pub use wire::Malformed;
