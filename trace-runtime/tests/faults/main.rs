//! What may go wrong inside of a process, and what it must not cost.
//!
//! Each case runs in a process of its own; see `harness.rs`.
//!
//! `cargo test -p trace-runtime --test faults -- destructor` runs those with the
//! word in their names.

#![expect(
    clippy::disallowed_methods,
    reason = "threads and tasks of the test's own, most without a trace"
)]
// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

mod destructors;
mod exit;
mod exporters;
#[cfg(unix)]
mod fork;
mod harness;
mod large;
mod reentry;
mod shutdown;
mod support;
mod user_panics;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut cases = Vec::new();
    cases.extend(shutdown::CASES);
    cases.extend(exporters::CASES);
    cases.extend(exit::CASES);
    cases.extend(destructors::CASES);
    cases.extend(reentry::CASES);
    cases.extend(user_panics::CASES);
    cases.extend(large::CASES);
    #[cfg(unix)]
    cases.extend(fork::CASES);
    harness::main(&cases)
}
