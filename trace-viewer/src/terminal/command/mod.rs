//! One file a command.

// From the top down: a module stands above what it imports.
mod completions;
mod counted;
mod doctor;
mod errors;
mod export;
mod get;
mod import;
mod lists;
mod tail;

mod meant;
mod sum;

mod coverage;

pub(super) use completions::completions;
pub(super) use counted::{map, services};
pub(super) use doctor::doctor;
pub(super) use errors::errors;
pub(super) use export::export;
pub(super) use get::get;
pub(super) use import::import;
pub(super) use lists::{search, slow};
pub(super) use tail::tail;
