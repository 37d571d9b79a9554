//! What the programs in `src/bin` share. Each prints its figures as
//! `benches/README.md` says, and fails if a span is lost that nothing counted.
//!
//! | program | |
//! |---|---|
//! | `flat_out` | a million spans at once, and what is lost of them |
//! | `burst` | four million over HTTP: losses, memory at the peak and after |
//! | `stalled` | memory and losses while the exporter hangs |
//! | `scaling` | a span among few and among many: width, depth, tasks, threads |
//! | `server` | CPU of the server layer, with load from another process |
//! | `log_line` | a JSON log line beside `tracing_subscriber`'s |
//! | `check_time` | `cargo check` of 300 traced functions |

mod accounts;
mod processes;
mod samples;

pub use accounts::{Accounts, settle};
pub use processes::{Part, Serving, in_processes};
pub use samples::Samples;

use std::error::Error;

/// How a program ends: what went wrong, if anything did.
pub type Outcome = Result<(), Box<dyn Error>>;

/// KiB to MiB.
pub fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
