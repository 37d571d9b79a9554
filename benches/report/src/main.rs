//! `cargo xtask bench`: the libraries side by side, and the report.
//!
//! `options` says what is measured, `program` runs it, `measured` and `statistics` sum it
//! up, `claims` and `targets` compare it with what was promised, `tables` and `results`
//! write it down.

mod claims;
mod figures;
mod instructions;
mod json;
mod machine;
mod measured;
mod options;
mod program;
mod results;
mod statistics;
mod subjects;
mod tables;
mod targets;
mod workloads;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use options::{HELP, Options, What};

fn main() -> ExitCode {
    let options = match options::parse(lexopt::Parser::from_env()) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("error: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match run(&options, root(), &mut io::stdout().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: writing the output: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package)
}

/// A part of the report.
struct Section {
    heading: &'static str,
    text: String,
}

/// Measures, prints, and writes the report if all was measured.
///
/// # Errors
///
/// If `out` or a file cannot be written. A program that fails is none: `false`
/// says that there was one.
fn run(options: &Options, root: &Path, out: &mut impl Write) -> io::Result<bool> {
    let mut kept = options.out.as_ref().map(File::create).transpose()?;
    let mut not_kept = None;
    let keep = |line: &str| {
        if let Some(file) = &mut kept
            && let Err(error) = writeln!(file, "{line}")
        {
            not_kept = Some(error);
        }
    };
    let machine = machine::describe(root);
    let section = match section(options, root, keep) {
        Ok(section) => section,
        Err(error) => {
            writeln!(out, "error: {error}")?;
            return Ok(false);
        }
    };
    if let Some(error) = not_kept {
        return Err(error);
    }
    let text = format!("`{}`. {machine}\n{}", options.command(), section.text);
    writeln!(out, "## {}\n\n{text}", section.heading)?;
    if options.is_complete() {
        results::write(root, section.heading, &text)?;
    }
    Ok(true)
}

fn section(options: &Options, root: &Path, keep: impl FnMut(&str)) -> Result<Section, String> {
    Ok(match options.what {
        What::Workloads => {
            let measured = workloads::run(options, root, keep)?;
            Section {
                heading: "Workloads",
                text: format!(
                    "{}\n\n{}\n{}",
                    workloads::described(options),
                    targets::table(&claims::all(&measured)),
                    tables::all(&measured)
                ),
            }
        }
        What::Instructions => {
            let counted = instructions::run(options, root, keep)?;
            Section {
                heading: "Instructions",
                text: format!(
                    "{}\n{}",
                    targets::table(&counted.targets()),
                    counted.table()
                ),
            }
        }
        What::Figures => Section {
            heading: "Further figures",
            text: figures::table(&figures::run(options, root, keep)?),
        },
    })
}
