//! The store in a folder, against the plainest one, and against all that can happen to it.
#![expect(clippy::unwrap_used, reason = "what helps the tests is part of them")]

mod delivered;
mod expiry;
mod folder;
mod limits;
mod long;
mod made;
mod model;
mod questions;
mod restart;
