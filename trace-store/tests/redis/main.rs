//! The store over Redis, against real servers.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

mod bounds;
mod cluster;
mod faults;
mod killed;
mod model;
mod questions;
mod shared;

mod proxy;
mod support;
