//! `payments` as a process of its own.

#![allow(dead_code, unused_imports)] // each file uses a part

#[path = "../../../tests/common/mod.rs"]
mod process;

use std::process::Command;

pub(crate) use process::{Ended, Service, terminate};

pub(crate) fn command() -> Command {
    process::of(env!("CARGO_BIN_EXE_payments"))
}

pub(crate) fn start() -> Service {
    Service::spawn(&mut command())
}
