//! The program, as somebody at a terminal uses it.

#![allow(clippy::unwrap_used)]
#![expect(
    clippy::disallowed_methods,
    reason = "threads of a test belong to no trace"
)]

mod commands;
mod crowd;
mod doctor;
mod exchange;
mod program;
#[path = "../scene/mod.rs"]
mod scene;
mod server;
mod shared;
mod tls;
