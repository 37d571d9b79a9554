//! Runs the subjects against one another, a process for each measurement.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::measured::Measured;
use crate::options::Options;
use crate::program;
use crate::subjects::{SUBJECTS, Subject, WORKLOADS};

/// How long one measurement runs, besides its warm-up.
const TARGET_MS: u32 = 200;
const QUICK_TARGET_MS: u32 = 40;

/// `h` takes seconds, and is not about time.
const SLOW: &str = "h";
const SLOW_ROUNDS: usize = 3;
const QUICK_REQUESTS: u32 = 3_000;

const LIMIT: Duration = Duration::from_secs(120);

/// Builds and runs what `options` ask for. Each measurement is passed to `keep`.
///
/// # Errors
///
/// If a program cannot be built or fails.
pub(crate) fn run(
    options: &Options,
    root: &Path,
    mut keep: impl FnMut(&str),
) -> Result<Measured, String> {
    let subjects: Vec<&Subject> = SUBJECTS
        .iter()
        .filter(|subject| options.has_subject(subject.name))
        .collect();
    let mut packages: Vec<&str> = subjects.iter().map(|subject| subject.package).collect();
    packages.dedup();
    packages.sort_unstable();
    packages.dedup();
    for package in packages {
        program::build(package, root)?;
    }

    let mut measured = Measured::default();
    let start = Instant::now();
    for round in 0..options.rounds {
        for workload in WORKLOADS {
            let slow = workload.name == SLOW;
            if !options.has_workload(workload.name) || (slow && round >= SLOW_ROUNDS) {
                continue;
            }
            for subject in in_turn(&subjects, round) {
                if !subject.has(workload.name) {
                    continue;
                }
                let mut command = command(subject, workload.name, options.quick, root);
                for object in program::objects(&mut command, LIMIT)? {
                    if !object.is_true("skipped") {
                        keep(object.line());
                        measured.add(workload.name, subject.name, object);
                    }
                }
            }
        }
        let elapsed = start.elapsed().as_secs();
        eprintln!("round {} of {}, {elapsed} s", round + 1, options.rounds);
    }
    Ok(measured)
}

/// All of them, each round beginning with another.
fn in_turn<T: Copy>(subjects: &[T], round: usize) -> impl Iterator<Item = T> {
    let first = round % subjects.len().max(1);
    subjects
        .iter()
        .cycle()
        .skip(first)
        .take(subjects.len())
        .copied()
}

fn command(subject: &Subject, workload: &str, quick: bool, root: &Path) -> Command {
    let mut command = Command::new(program::path(subject.package, root));
    command
        .args(subject.arguments)
        .args(["--workload", workload])
        .arg("--target-ms")
        .arg(if quick { QUICK_TARGET_MS } else { TARGET_MS }.to_string());
    if quick {
        command.arg("--requests").arg(QUICK_REQUESTS.to_string());
    }
    command
}

/// How long each measurement took, for the report.
pub(crate) fn described(options: &Options) -> String {
    let time = if options.quick {
        QUICK_TARGET_MS
    } else {
        TARGET_MS
    };
    format!(
        "{} rounds of {time} ms for each cell, {} of `{SLOW}`.",
        options.rounds,
        options.rounds.min(SLOW_ROUNDS)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_round_begins_with_another() {
        let turn = |round| in_turn(&["a", "b", "c"], round).collect::<String>();
        assert_eq!(
            [turn(0), turn(1), turn(2), turn(3)],
            ["abc", "bca", "cab", "abc"]
        );
        assert_eq!(in_turn::<&str>(&[], 1).count(), 0);
    }
}
