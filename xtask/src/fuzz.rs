//! Builds the targets in `fuzz/` with coverage, and runs each for a while.
//!
//! The toolchain is the stable one: what instruments the code is a pass of LLVM
//! that `-C` switches on, and libFuzzer comes from a crate. No sanitizer runs,
//! which would need a nightly compiler; there is next to no `unsafe` for one to
//! look at.

mod target;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::cargo_call::CargoCall;
use target::{Outcome, Target};

/// The options of `cargo xtask fuzz`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// How long each target runs.
    pub(crate) seconds: u32,
    /// Targets that run; all of them if it is empty.
    pub(crate) targets: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            seconds: 60,
            targets: Vec::new(),
        }
    }
}

/// Counts edges and keeps the operands of comparisons, as libFuzzer asks for.
const INSTRUMENTED: &str = "--cfg fuzzing -Cpasses=sancov-module \
     -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
     -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// Builds, runs, and prints a table. `false` if a target found something, or if
/// one could not run.
///
/// # Errors
///
/// If `out` cannot be written.
pub(crate) fn run(options: &Options, root: &Path, out: &mut impl Write) -> io::Result<bool> {
    let directory = root.join("fuzz");
    let all = names(&directory);
    let chosen = if options.targets.is_empty() {
        &all
    } else {
        &options.targets
    };
    if let Some(unknown) = chosen.iter().find(|name| !all.contains(name)) {
        writeln!(
            out,
            "error: there is no target `{unknown}`; the targets are {}",
            all.join(", ")
        )?;
        return Ok(false);
    }
    let Some(host) = host() else {
        writeln!(out, "error: rustc does not say for which host it compiles")?;
        return Ok(false);
    };
    let built = target_directory(root).join("fuzz");
    let build = build(chosen, &host, &built);
    writeln!(out, "{build}")?;
    out.flush()?;
    if !build.command(root).status().is_ok_and(|it| it.success()) {
        writeln!(out, "error: the targets do not compile")?;
        return Ok(false);
    }

    let binaries = built.join(host).join("release");
    let mut outcomes = Vec::with_capacity(chosen.len());
    for name in chosen {
        let target = Target::new(name, &binaries, &directory);
        write!(out, "{name} … ")?;
        out.flush()?;
        let outcome = target.run(options.seconds)?;
        outcome.tell(out)?;
        outcomes.push((name.as_str(), outcome));
    }
    write!(out, "\n{}", table(&outcomes))?;
    Ok(outcomes.iter().all(|(_, outcome)| outcome.is_clean()))
}

/// The targets, which are the files in `fuzz/fuzz_targets`.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory.join("fuzz_targets"));
    let paths = entries.into_iter().flatten().flatten();
    let mut names: Vec<String> = paths
        .filter_map(|entry| Some(entry.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

fn build(targets: &[String], host: &str, built: &Path) -> CargoCall {
    // With a target that is named, the flags are not those of build scripts and
    // macros, which have no libFuzzer to report to.
    let call = CargoCall::new("build --release --locked --manifest-path fuzz/Cargo.toml")
        .env("RUSTFLAGS", INSTRUMENTED)
        .arg("--target")
        .arg(host)
        .arg("--target-dir")
        .arg(built);
    targets
        .iter()
        .fold(call, |call, target| call.arg("--bin").arg(target))
}

fn target_directory(root: &Path) -> PathBuf {
    let directory = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| OsString::from("target"));
    root.join(directory)
}

/// The triple of this machine.
fn host() -> Option<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let version = Command::new(rustc)
        .arg("-vV")
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let version = String::from_utf8(version.stdout).ok()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
}

fn table(outcomes: &[(&str, Outcome)]) -> String {
    let mut table = format!(
        "{:16} {:>14} {:>10}  result\n",
        "target", "executions", "exec/s"
    );
    let mut total: u64 = 0;
    for (name, outcome) in outcomes {
        total = total.saturating_add(outcome.executions);
        let (executions, rate) = (grouped(outcome.executions), grouped(outcome.per_second));
        let result = if outcome.is_clean() { "ok" } else { "FOUND" };
        table += &format!("{name:16} {executions:>14} {rate:>10}  {result}\n");
    }
    table + &format!("{:16} {:>14}\n", "all", grouped(total))
}

/// A number as people read it: `12 345 678`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1000, "1 000"),
            (12345678, "12 345 678"),
        ];
        for (number, text) in cases {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn only_what_is_asked_for_is_built() {
        let call = build(&["baggage".to_owned()], "some-host", Path::new("t")).to_string();
        assert!(call.starts_with("RUSTFLAGS=\"--cfg fuzzing "), "{call}");
        assert!(
            call.ends_with(
                "cargo build --release --locked --manifest-path fuzz/Cargo.toml \
                 --target some-host --target-dir t --bin baggage"
            ),
            "{call}"
        );
    }

    #[test]
    fn every_target_is_found() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let names = names(&root.join("fuzz"));
        assert!(names.iter().any(|name| name == "traceparent"), "{names:?}");
    }

    #[test]
    fn the_table_says_what_was_found() {
        let outcome = |finding: Option<&str>| Outcome {
            executions: 1000,
            per_second: 10,
            finding: finding.map(str::to_owned),
        };
        let table = table(&[("baggage", outcome(None)), ("ids", outcome(Some("…")))]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[1], "baggage                   1 000         10  ok");
        assert_eq!(
            lines[2],
            "ids                       1 000         10  FOUND"
        );
        assert_eq!(lines[3], "all                       2 000");
    }
}
