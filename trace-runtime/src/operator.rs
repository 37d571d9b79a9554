//! What the operator is told, on standard error.

use std::fmt;
use std::io::{self, Write as _};

/// Writes one line. Unlike `eprintln!` it never panics: standard error may be a
/// full disk, or a pipe that nobody reads any more.
pub(crate) fn tell(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "trace: {line}");
}
