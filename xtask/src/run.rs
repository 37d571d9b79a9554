//! Runs steps in order, shows what they print while they run, and reports.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use crate::arguments::OnFailure;
use crate::cargo_call::CargoCall;
use crate::counts::Counts;
use crate::steps::{Step, Work};

/// What came of all steps.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) succeeded: bool,
    pub(crate) counts: Counts,
}

/// What came of one step.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
}

/// Runs `steps` from `root`. A summary, one line for each step, is printed last.
///
/// # Errors
///
/// If `out` cannot be written. A step that fails, or cannot be started, is no
/// error: the report says so.
pub(crate) fn run(
    steps: &[Step],
    on_failure: OnFailure,
    root: &Path,
    out: &mut impl Write,
) -> io::Result<Report> {
    let mut summary = Vec::with_capacity(steps.len());
    let mut counts = Counts::default();
    let mut failed: Option<&str> = None;

    for (step, number) in steps.iter().zip(1..) {
        if let Some(name) = failed
            && on_failure == OnFailure::Stop
        {
            summary.push(format!("not run, because {name} failed"));
            continue;
        }
        let title = format!("[{number}/{}] {}", steps.len(), step.name);
        let start = Instant::now();
        let mut counted = Counts::default();
        let outcome = run_step(&step.work, &title, on_failure, root, out, &mut counted)?;
        counts.add(&counted);
        if let Outcome::Failed(_) = outcome {
            failed = failed.or(Some(step.name));
        }
        let line = outcome_line(&outcome, start.elapsed(), &what_ran(&step.work, &counted));
        writeln!(out, "{title}: {line}\n")?;
        summary.push(line);
    }

    let width = steps.iter().map(|step| step.name.len()).max().unwrap_or(0);
    for (step, line) in steps.iter().zip(&summary) {
        writeln!(out, "{:width$}  {line}", step.name)?;
    }
    Ok(Report {
        succeeded: failed.is_none(),
        counts,
    })
}

fn outcome_line(outcome: &Outcome, took: Duration, what_ran: &str) -> String {
    let took = took.as_secs_f64();
    match outcome {
        Outcome::Passed if what_ran.is_empty() => format!("ok ({took:.1} s)"),
        Outcome::Passed => format!("ok ({took:.1} s): {what_ran}"),
        Outcome::Failed(why) => format!("FAILED ({took:.1} s): {why}"),
        Outcome::Skipped(why) => format!("skipped: {why}"),
    }
}

/// What a step was made of, if it is something to count.
fn what_ran(work: &Work, counted: &Counts) -> String {
    match work {
        Work::Check(_) | Work::Skip(_) => String::new(),
        Work::Combinations(calls) => format!("{} feature combinations", calls.len()),
        Work::Tests(_) => counted.kinds(),
        Work::Models(_) => format!("{} loom models", counted.passed),
    }
}

/// Makes the calls of a step; with [`OnFailure::KeepGoing`] all of them, whatever
/// comes of those before.
fn run_step(
    work: &Work,
    title: &str,
    on_failure: OnFailure,
    root: &Path,
    out: &mut impl Write,
    counted: &mut Counts,
) -> io::Result<Outcome> {
    if let Work::Skip(reason) = work {
        return Ok(Outcome::Skipped(reason.clone()));
    }
    let calls = work.calls();
    let before = counted.passed;
    let mut done = None;
    for (call, number) in calls.iter().zip(1..) {
        match calls.len() {
            1 => writeln!(out, "{title}: {call}")?,
            all => writeln!(out, "{title} {number}/{all}: {call}")?,
        }
        out.flush()?;
        let outcome = match work {
            Work::Tests(_) | Work::Models(_) => run_tests(call, root, out, counted)?,
            _ => check(call, root),
        };
        let outcome = match outcome {
            Outcome::Failed(why) if calls.len() > 1 => Outcome::Failed(format!("{why}: {call}")),
            outcome => outcome,
        };
        let is_failure = outcome != Outcome::Passed;
        // The first failure is what the step says.
        if !matches!(done, Some(Outcome::Failed(_))) {
            done = Some(outcome);
        }
        if is_failure && on_failure == OnFailure::Stop {
            break;
        }
    }
    // A package may have no test without its features; all of them together have some.
    if let (Work::Tests(_) | Work::Models(_), Some(Outcome::Passed)) = (work, &done)
        && counted.passed == before
    {
        return Ok(Outcome::Failed("no test ran".to_owned()));
    }
    Ok(done.unwrap_or_else(|| Outcome::Skipped("there is nothing to run".to_owned())))
}

fn check(call: &CargoCall, root: &Path) -> Outcome {
    match call.command(root).status() {
        Ok(status) if status.success() => Outcome::Passed,
        Ok(status) => Outcome::Failed(status.to_string()),
        Err(error) => not_started(call, &error),
    }
}

/// Copies what cargo and the tests print to `out`, line by line, and counts on
/// the way. Both outputs are one pipe: which of cargo's headings a result stands
/// under says what kind of test it is.
fn run_tests(
    call: &CargoCall,
    root: &Path,
    out: &mut impl Write,
    counted: &mut Counts,
) -> io::Result<Outcome> {
    let (output, writer) = io::pipe()?;
    let mut command = call.command(root);
    command.stdout(writer.try_clone()?).stderr(writer);
    let started = command.spawn();
    // It holds the pipe's other end, which would never be closed.
    drop(command);
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return Ok(not_started(call, &error)),
    };
    let mut counts = Counts::default();
    copy_and_count(BufReader::new(output), out, &mut counts)?;
    counted.add(&counts);
    Ok(judge(child.wait()?, &counts))
}

fn copy_and_count(
    mut from: impl BufRead,
    to: &mut impl Write,
    counts: &mut Counts,
) -> io::Result<()> {
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        to.flush()?;
        // Tests may print anything; a result line is plain text.
        counts.add_line(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok(())
}

fn judge(status: ExitStatus, counts: &Counts) -> Outcome {
    match (status.success(), counts.failed) {
        (true, 0) => Outcome::Passed,
        (_, 0) => Outcome::Failed(format!(
            "{status}, and no test failed: something does not compile, or a test ended its process"
        )),
        (_, failed) => Outcome::Failed(format!("failed tests: {failed}")),
    }
}

fn not_started(call: &CargoCall, error: &io::Error) -> Outcome {
    Outcome::Failed(format!("`{call}` could not be started: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs steps that need no workspace and returns the report with the output.
    fn ran(steps: &[Step], on_failure: OnFailure) -> (Report, String) {
        let mut out = Vec::new();
        let report = run(steps, on_failure, Path::new("."), &mut out).expect("a Vec takes all");
        (report, String::from_utf8(out).expect("UTF-8"))
    }

    /// Two steps that fail, since no test runs in them, and one that is left out.
    fn three_steps() -> [Step; 3] {
        let no_tests = || Work::Tests(vec![CargoCall::new("--version")]);
        let step = |name, work| Step { name, work };
        [
            step("first", no_tests()),
            step("second", no_tests()),
            step("third", Work::Skip("not today".to_owned())),
        ]
    }

    #[test]
    fn stops_at_the_first_failure() {
        let (report, output) = ran(&three_steps(), OnFailure::Stop);
        assert!(!report.succeeded);
        assert!(output.starts_with("[1/3] first: cargo --version\n"));
        assert!(!output.contains("[2/3]"), "{output}");
        assert!(
            output.ends_with(
                "second  not run, because first failed\nthird   not run, because first failed\n"
            ),
            "{output}"
        );
    }

    #[test]
    fn keeps_going_when_asked_to() {
        let (report, output) = ran(&three_steps(), OnFailure::KeepGoing);
        assert!(!report.succeeded);
        assert!(output.contains("[2/3] second: FAILED ("), "{output}");
        assert!(output.ends_with("third   skipped: not today\n"), "{output}");
    }

    #[test]
    fn a_step_of_many_calls_names_the_one_that_failed() {
        let calls = || {
            vec![
                CargoCall::new("--version"),
                CargoCall::new("no-such-command"),
            ]
        };
        let steps = |work| [Step { name: "both", work }];
        let (report, output) = ran(&steps(Work::Combinations(calls())), OnFailure::Stop);
        assert!(!report.succeeded);
        assert!(output.contains("[1/1] both 2/2: cargo no-such-command\n"));
        assert!(output.ends_with(": cargo no-such-command\n"), "{output}");
        let one = vec![CargoCall::new("--version"); 2];
        let (report, output) = ran(&steps(Work::Combinations(one)), OnFailure::Stop);
        assert!(report.succeeded);
        assert!(
            output.ends_with(" s): 2 feature combinations\n"),
            "{output}"
        );
        // One call may have no test, but not all of them.
        let none = vec![CargoCall::new("--version"); 2];
        let (report, output) = ran(&steps(Work::Tests(none)), OnFailure::Stop);
        assert!(!report.succeeded);
        assert!(output.contains("2/2"), "{output}");
        assert!(output.ends_with("no test ran\n"), "{output}");
    }

    #[test]
    fn tests_that_do_not_run_are_a_failure() {
        let steps = [Step {
            name: "tests",
            work: Work::Tests(vec![CargoCall::new("--version")]),
        }];
        let (report, output) = ran(&steps, OnFailure::Stop);
        assert_eq!(
            report,
            Report {
                succeeded: false,
                counts: Counts::default(),
            }
        );
        assert!(output.contains("\ncargo 1."), "it is passed on: {output}");
        assert!(output.ends_with("): no test ran\n"), "{output}");
    }

    #[test]
    fn output_is_passed_on_byte_by_byte() {
        let output = b"not UTF-8: \xff\ntest result: ok. 3 passed; 0 failed\nno line end";
        let mut counts = Counts::default();
        let mut copy = Vec::new();
        copy_and_count(&output[..], &mut copy, &mut counts).expect("a Vec takes all");
        assert_eq!(copy, output);
        assert_eq!(counts.passed, 3);
    }

    #[test]
    fn steps_are_judged_by_status_and_counts() {
        let success = ExitStatus::default();
        let judged = |passed, failed| {
            let mut counts = Counts::default();
            counts.add_line(&format!(
                "test result: ok. {passed} passed; {failed} failed"
            ));
            judge(success, &counts)
        };
        assert_eq!(judged(1, 0), Outcome::Passed);
        assert_eq!(judged(5, 2), Outcome::Failed("failed tests: 2".to_owned()));
        assert_eq!(judged(0, 0), Outcome::Passed);
    }
}
