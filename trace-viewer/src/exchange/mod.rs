//! Traces as files: OTLP JSON out, OTLP JSON and Jaeger's JSON in.

// From the top down: a module stands above what it imports.
mod pieces;

mod read;
mod redacted;
mod write;

mod documents;

mod jaeger;

mod nesting;
mod place;

pub use documents::Form;
pub use pieces::{Piece, Pieces};
pub use place::Misread;
pub use read::{Document, Reading, read};
pub use redacted::redacted;
pub use write::to_lines;
