//! What can be asked over HTTP: Tempo's API.

// From the top down: a module stands above what it imports.
mod routes;

mod tempo;

mod chunks;
mod clock;
mod parameters;
mod trace_id;

pub use routes::router;
