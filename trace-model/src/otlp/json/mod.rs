//! OTLP in JSON, in and out.
//!
//! What is taken is what proto3 allows in JSON, and what senders that are written by hand
//! send besides: `null` anywhere, numbers as texts and texts as numbers where a number
//! belongs, `"NaN"`, lists that are left out, names in `lowerCamelCase` and in `snake_case`,
//! enums by number and by name. Ids are hexadecimal, as OTLP says.
//!
//! Sources: <https://protobuf.dev/programming-guides/json/>, and "JSON Protobuf Encoding" of
//! <https://opentelemetry.io/docs/specs/otlp/>.

// From the top down: a module stands above what it imports.
mod read;
mod write;

mod schema;
mod text;

pub use crate::json::JsonError;
pub use read::to_protobuf;
pub use write::{write_logs_data, write_traces_data};
