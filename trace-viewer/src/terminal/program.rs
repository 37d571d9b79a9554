//! From the command line to the exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use super::arguments::{Arguments, Command};
use super::command;
use super::failed::Failed;
use super::text::escape;
use crate::serve;

/// Runs the command that the arguments name. Exit code 0: done; 1: not; 2: the command line
/// was not understood.
pub fn run() -> ExitCode {
    let Arguments { command } = Arguments::parse();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failed::from)
        .and_then(|runtime| runtime.block_on(perform(command)));
    match done {
        Ok(code) => code,
        // `trace-viewer search | head` ends early, which is no failure.
        Err(Failed::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failed) => {
            let said = failed.to_string();
            let lines: Vec<_> = said.lines().map(escape).collect();
            // Standard error may be closed; the exit code tells as well.
            let _ = writeln!(io::stderr(), "trace-viewer: {}", lines.join("\n"));
            ExitCode::FAILURE
        }
    }
}

async fn perform(command: Command) -> Result<ExitCode, Failed> {
    let mut out = io::stdout();
    match command {
        Command::Serve(settings) => serve::run(*settings, &mut out).await?,
        Command::Get(get) => command::get(&get, &mut out).await?,
        Command::Slow(slow) => command::slow(&slow, &mut out).await?,
        Command::Errors(errors) => command::errors(&errors, &mut out).await?,
        Command::Search(search) => command::search(&search, &mut out).await?,
        Command::Tail(tail) => command::tail(&tail, &mut out).await?,
        Command::Services(since) => command::services(&since, &mut out).await?,
        Command::Map(map) => command::map(&map, &mut out).await?,
        Command::Export(export) => command::export(&export, &mut out).await?,
        Command::Import(import) => command::import(&import, &mut out).await?,
        Command::Doctor(doctor) => return command::doctor(&doctor, &mut out).await,
        Command::Completions(completions) => command::completions(&completions, &mut out)?,
    }
    Ok(ExitCode::SUCCESS)
}
