//! Spans that a fuzzer makes up, on their way through the real pipeline: made,
//! recorded, exported, and compared with what was asked for.
//!
//! `program` is what is asked for, `model` what must come of it by the
//! documentation, `pipeline` runs it.

mod model;
mod pipeline;
mod program;

pub mod otlp;
pub mod record;
pub mod text;

pub(crate) use pipeline::with_pipeline;
