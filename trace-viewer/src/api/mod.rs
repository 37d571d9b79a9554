//! What can be asked over HTTP: Jaeger's APIs, Tempo's, Prometheus' and the viewer's own.

// From the top down: a module stands above what it imports.
mod routes;

mod settings;

pub mod access;

mod jaeger_v1;
mod jaeger_v3;

mod health;
mod prometheus;
mod tempo;

pub mod viewer;

pub(crate) mod otlp_json;

pub(crate) mod chunks;
mod clock;
mod parameters;
mod trace_id;

pub use routes::router;
pub use settings::Settings;
