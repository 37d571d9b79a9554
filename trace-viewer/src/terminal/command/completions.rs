//! `completions`: what a shell needs.

use std::io::Write;

use clap::CommandFactory;

use super::super::arguments::{Arguments, Completions};
use super::super::failed::Failed;

/// Writes the script for a shell.
pub(in super::super) fn completions(
    asked: &Completions,
    out: &mut dyn Write,
) -> Result<(), Failed> {
    let mut script = Vec::new();
    clap_complete::generate(
        asked.shell,
        &mut Arguments::command(),
        "trace-viewer",
        &mut script,
    );
    Ok(out.write_all(&script)?)
}
