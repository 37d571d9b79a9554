//! The program `trace-viewer`.

use std::process::ExitCode;

fn main() -> ExitCode {
    trace_viewer::terminal::run()
}
