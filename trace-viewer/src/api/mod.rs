//! What can be asked over HTTP.

// From the top down: a module stands above what it imports.
mod chunks;
mod clock;
mod parameters;
mod trace_id;
