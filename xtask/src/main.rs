//! The workspace's own commands, run as `cargo xtask <command>`.
//!
//! `arguments` says which command is meant, `steps` lists the calls of cargo it
//! stands for, `run` makes them and reports. Exit code 0: all is well; 1: a step
//! failed; 2: the command line was not understood.

mod arguments;
mod book;
mod cargo_call;
#[cfg(test)]
mod circles;
mod counts;
mod documents;
#[cfg(test)]
mod faq;
mod features;
mod fuzz;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod integration_pages;
mod packages;
mod run;
mod steps;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use arguments::{Command, OnFailure, TestOptions};
use cargo_call::CargoCall;
use steps::Step;

fn main() -> ExitCode {
    let command = match arguments::parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("error: {error}\n\n{}", arguments::HELP);
            return ExitCode::from(2);
        }
    };

    let mut out = io::stdout().lock();
    let done = match command {
        Command::Help => writeln!(out, "{}", arguments::HELP).map(|()| true),
        Command::Test(options) => test(&options, &mut out),
        Command::Loom => tests_alone(&steps::loom(root()), &mut out),
        Command::Sanitizer => tests_alone(&[steps::sanitizer()], &mut out),
        Command::TaskHook => tests_alone(&[steps::task_hook()], &mut out),
        Command::Bench(options) => bench(options),
        Command::Fuzz(options) => fuzz::run(&options, root(), &mut out),
        Command::LintPack(path) => lint_pack(&path, &mut out),
        Command::Book => book(&mut out),
        Command::BookLinks => book_links(&mut out),
        Command::Package => package(&mut out),
        Command::Bless => bless(&mut out),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The one test command. Its last line is always `N passed, M failed`.
fn test(options: &TestOptions, out: &mut impl Write) -> io::Result<bool> {
    let packages = features::packages(root())?;
    let steps = steps::test(options, &packages, root());
    counted(&steps, options.on_failure, out)
}

/// Some of the test command's steps. The last line is as that of all.
fn tests_alone(steps: &[Step], out: &mut impl Write) -> io::Result<bool> {
    counted(steps, OnFailure::Stop, out)
}

fn counted(steps: &[Step], on_failure: OnFailure, out: &mut impl Write) -> io::Result<bool> {
    let report = run::run(steps, on_failure, root(), out)?;
    writeln!(out, "{}", report.counts)?;
    Ok(report.succeeded)
}

/// Measures this library beside others: a program of its own, which needs more than this
/// one.
fn bench(options: Vec<OsString>) -> io::Result<bool> {
    let call = CargoCall::new("run --quiet --package bench-report --locked --");
    let call = options.into_iter().fold(call, CargoCall::arg);
    Ok(call.command(root()).status()?.success())
}

/// Merges the bans into a `clippy.toml`; a relative path begins where the command
/// was given.
fn lint_pack(path: &Path, out: &mut impl Write) -> io::Result<bool> {
    let steps = steps::lint_pack(&std::path::absolute(path)?);
    Ok(run::run(&steps, OnFailure::Stop, root(), out)?.succeeded)
}

/// Builds the book, where cargo builds.
fn book(out: &mut impl Write) -> io::Result<bool> {
    let folder = root().join(steps::target_folder()).join("book");
    book::build(root(), &folder, out).map(|()| true)
}

/// A preprocessor of mdBook: `book.toml` names this command.
fn book_links(out: &mut impl Write) -> io::Result<bool> {
    let address = env!("CARGO_PKG_REPOSITORY");
    book::outward::preprocess(io::stdin().lock(), out, address).map(|()| true)
}

/// Packs what is published, as `cargo publish` would, and sends nothing.
fn package(out: &mut impl Write) -> io::Result<bool> {
    let step = Step {
        name: "packages",
        work: steps::Work::Check(packages::pack(root())),
    };
    Ok(run::run(&[step], OnFailure::Stop, root(), out)?.succeeded)
}

/// Writes the expected outputs anew, for a person to read and commit.
fn bless(out: &mut impl Write) -> io::Result<bool> {
    let report = run::run(&steps::bless(), OnFailure::Stop, root(), out)?;
    if report.succeeded {
        writeln!(out, "blessed; read what changed before you commit it")?;
    }
    Ok(report.succeeded)
}

/// The root of the workspace, from which every step runs.
fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}
