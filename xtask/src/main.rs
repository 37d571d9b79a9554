//! The workspace's own commands, run as `cargo xtask <command>`.
//!
//! `arguments` says which command is meant, `steps` lists the calls of cargo it
//! stands for, `run` makes them and reports. Exit code 0: all is well; 1: a step
//! failed; 2: the command line was not understood.

mod arguments;
mod bench;
mod cargo_call;
mod counts;
mod features;
mod fuzz;
mod packages;
mod run;
mod steps;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use arguments::{Command, TestOptions};
use run::{OnFailure, Report};
use steps::Step;

fn main() -> ExitCode {
    let words = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned());
    let command = match arguments::parse(words) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("error: {error}\n\n{}", arguments::HELP);
            return ExitCode::from(2);
        }
    };

    let mut out = io::stdout().lock();
    let done = match command {
        Command::Help => writeln!(out, "{}", arguments::HELP).map(|()| true),
        Command::Test(options) => test(options, &mut out),
        Command::Loom => tests_alone(&steps::loom(root()), &mut out),
        Command::Sanitizer => tests_alone(&[steps::sanitizer()], &mut out),
        Command::Bench(options) => bench(&options, &mut out),
        Command::Fuzz(options) => fuzz(&options, &mut out),
        Command::LintPack(path) => lint_pack(&path, &mut out),
        Command::Bless => bless(&mut out),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: writing the output: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The one test command. Its last line is always `N passed, M failed`.
fn test(options: TestOptions, out: &mut impl Write) -> io::Result<bool> {
    let report = if packages_are_there(out)? {
        let packages = features::packages(root())?;
        let steps = steps::test(&options, &packages, root());
        run::run(&steps, options.on_failure, root(), out)?
    } else {
        Report::nothing_ran()
    };
    writeln!(out, "{}", report.counts)?;
    Ok(report.succeeded)
}

/// Some of the test command's steps. The last line is as that of all.
fn tests_alone(steps: &[Step], out: &mut impl Write) -> io::Result<bool> {
    let report = if packages_are_there(out)? {
        run::run(steps, OnFailure::Stop, root(), out)?
    } else {
        Report::nothing_ran()
    };
    writeln!(out, "{}", report.counts)?;
    Ok(report.succeeded)
}

/// Measures this library beside others.
fn bench(options: &bench::Options, out: &mut impl Write) -> io::Result<bool> {
    let there = match options.counts_instructions() {
        true => packages::ensure_for_counting(out)?,
        false => packages::ensure(out)?,
    };
    if let Err(error) = &there {
        writeln!(out, "error: {error}")?;
    }
    Ok(there.is_ok() && bench::run(options, root(), out)?)
}

/// Runs the fuzz targets.
fn fuzz(options: &fuzz::Options, out: &mut impl Write) -> io::Result<bool> {
    let there = packages::ensure_for_fuzzing(out)?;
    if let Err(error) = &there {
        writeln!(out, "error: {error}")?;
    }
    Ok(there.is_ok() && fuzz::run(options, root(), out)?)
}

/// Merges the bans into a `clippy.toml`; a relative path begins where the command
/// was given.
fn lint_pack(path: &Path, out: &mut impl Write) -> io::Result<bool> {
    let steps = steps::lint_pack(&std::path::absolute(path)?);
    Ok(run::run(&steps, OnFailure::Stop, root(), out)?.succeeded)
}

/// Writes the expected outputs anew, for a person to read and commit.
fn bless(out: &mut impl Write) -> io::Result<bool> {
    if !packages_are_there(out)? {
        return Ok(false);
    }
    let report = run::run(&steps::bless(), OnFailure::Stop, root(), out)?;
    if report.succeeded {
        writeln!(out, "blessed; read what changed before you commit it")?;
    }
    Ok(report.succeeded)
}

fn packages_are_there(out: &mut impl Write) -> io::Result<bool> {
    match packages::ensure(out)? {
        Ok(()) => Ok(true),
        Err(error) => {
            writeln!(out, "error: {error}")?;
            Ok(false)
        }
    }
}

/// The root of the workspace, from which every step runs.
fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}
