//! What can be asked over HTTP: Jaeger's APIs, and Tempo's.

// From the top down: a module stands above what it imports.
mod routes;

mod jaeger_v1;
mod jaeger_v3;

mod tempo;

mod chunks;
mod clock;
mod parameters;
mod trace_id;

pub use routes::router;
