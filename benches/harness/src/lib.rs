//! What every subject of the benchmarks shares: workloads, clocks, counters and
//! output. A subject implements [`Subject`] and calls [`main`]; nothing that is
//! measured is measured by the subject.
//!
//! `benches/README.md` says what is measured, and how to add to it.

mod arguments;
mod arrived;
mod chunks;
mod expected;
mod failed;
mod fields;
mod line;
mod measure;
mod report;
mod subject;
mod workload;

pub mod callgrind;
pub mod system;

#[cfg(feature = "contract")]
pub mod contract;
#[cfg(feature = "otel")]
pub mod otel;

pub use arguments::Config;
pub use arrived::{ARRIVED, Arrived, Batch, CountingWriter};
pub use failed::{Failed, Refused};
pub use fields::Fields;
pub use line::{Figure, Line};
pub use subject::{Strings, Subject, WIDE_ATTRIBUTES, wide_value};
pub use workload::Workload;

use std::process::ExitCode;

/// The `main` of a subject: runs the workload that the command line names, and
/// prints one JSON line.
pub fn main<S: Subject>() -> ExitCode {
    let arguments = arguments::parse(std::env::args().skip(1));
    match arguments.and_then(|arguments| report::line::<S>(&arguments)) {
        Ok(line) => {
            line.print();
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
