//! Instructions for a unit of work, counted by callgrind.
//!
//! Counting begins with the first chunk: the calibration of a clock takes a few
//! million instructions, which are others in each run. A subject runs twice, the
//! second time with more chunks; what both have in common goes away in the
//! difference.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::options::Options;
use crate::program;
use crate::statistics::short;
use crate::subjects::{EMPTY, FASTRACE, OTEL, OURS, SUBJECTS, Subject};
use crate::targets::Target;

/// What is looked at, of all subjects.
const WORKLOADS: [&str; 5] = ["a", "b", "b10", "c", "f"];
/// What is looked at as well, of a few: a count takes its time.
const SERVICES: [&str; 10] = ["j", "k5", "k30", "k100", "l", "m", "n", "n3", "o", "o3"];
const OF_SERVICES: [&str; 4] = [EMPTY, OURS, FASTRACE, OTEL];

/// Chunks of the first run. The second has as many more as make the caller's
/// thread run so many instructions, or near to it.
const CHUNKS: u64 = 2;
const ENOUGH: u64 = 30_000_000;
const QUICK_ENOUGH: u64 = 5_000_000;
/// An empty span is next to nothing.
const MOST_CHUNKS: u64 = 500;

const LIMIT: Duration = Duration::from_secs(600);

/// Extra instructions of a poll, over the empty program.
const A_POLL: f64 = 30.0;

/// Of one subject in one workload, for each unit.
#[derive(Debug, Clone, Copy, PartialEq)]
struct PerUnit {
    caller: f64,
    all: f64,
}

/// Of one run as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    units: f64,
    caller: u64,
    all: u64,
}

/// All that were counted, by workload and subject.
#[derive(Debug, Default)]
pub(crate) struct Counted(Vec<(&'static str, &'static str, PerUnit)>);

/// Builds the subjects and counts. Each row is passed to `keep`.
///
/// # Errors
///
/// If a program cannot be built or fails, or there is no valgrind.
pub(crate) fn run(
    options: &Options,
    root: &Path,
    mut keep: impl FnMut(&str),
) -> Result<Counted, String> {
    let mut counted = Counted::default();
    let enough = if options.quick { QUICK_ENOUGH } else { ENOUGH };
    for subject in SUBJECTS {
        if !options.has_subject(subject.name) {
            continue;
        }
        program::build(subject.package, root)?;
        let services = OF_SERVICES
            .contains(&subject.name)
            .then_some(SERVICES)
            .into_iter()
            .flatten();
        for workload in WORKLOADS.into_iter().chain(services) {
            if !options.has_workload(workload) || !subject.has(workload) {
                continue;
            }
            let run = |chunks| callgrind(subject, workload, chunks, root);
            let Some(few) = run(CHUNKS)? else {
                continue;
            };
            let a_chunk = (few.caller / CHUNKS).max(1);
            let many = run(CHUNKS + enough.div_ceil(a_chunk).clamp(CHUNKS, MOST_CHUNKS))?;
            let per_unit = many
                .and_then(|many| difference(few, many))
                .ok_or_else(|| format!("{}, {workload}: nothing was counted", subject.name))?;
            let PerUnit { caller, all } = per_unit;
            let row = format!(
                "{{\"subject\":\"{}\",\"workload\":\"{workload}\",\
                 \"caller_instructions\":{caller:.2},\"instructions\":{all:.2}}}",
                subject.name
            );
            eprintln!("{row}");
            keep(&row);
            counted.0.push((workload, subject.name, per_unit));
        }
    }
    Ok(counted)
}

/// Runs a subject under callgrind, in a directory that is emptied first. `None` if it
/// does not have the workload.
fn callgrind(
    subject: &Subject,
    workload: &str,
    chunks: u64,
    root: &Path,
) -> Result<Option<Run>, String> {
    let failed = |error: io::Error| format!("callgrind: {error}");
    let directory = program::path("callgrind", root);
    if directory.exists() {
        fs::remove_dir_all(&directory).map_err(failed)?;
    }
    fs::create_dir_all(&directory).map_err(failed)?;
    let mut out = OsString::from("--callgrind-out-file=");
    out.push(directory.join("out"));
    let mut command = Command::new("valgrind");
    command
        .args(["--quiet", "--tool=callgrind", "--separate-threads=yes"])
        .arg("--zero-before=*measurement_begins*")
        .arg(out)
        .arg(program::path(subject.package, root))
        .args(subject.arguments)
        .args(["--workload", workload, "--chunk-spans", "4004"])
        // Many, so that one more poll is seen apart from the span's own cost.
        .args(["--polls", "10000", "--chunks"])
        .arg(chunks.to_string());
    let objects = program::objects(&mut command, LIMIT)
        .map_err(|error| format!("{error} (it takes `valgrind`: apt-get install valgrind)"))?;
    let object = objects.first().ok_or("the subject said nothing")?;
    if object.is_true("skipped") {
        return Ok(None);
    }
    let units = object.number("units");
    let mut run = Run {
        units: units.ok_or("the subject gave no units")?,
        caller: 0,
        all: 0,
    };
    for entry in fs::read_dir(&directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let text = fs::read_to_string(&path).map_err(failed)?;
        let instructions = total(&text).unwrap_or_default();
        run.all += instructions;
        // Threads are numbered from 1, which is that of `main`.
        if path.extension().is_none() && path.to_string_lossy().ends_with("-01") {
            run.caller += instructions;
        }
    }
    Ok(Some(run))
}

/// What callgrind wrote for one thread.
fn total(text: &str) -> Option<u64> {
    let mut totals = text.lines().filter_map(|line| {
        let total = line
            .strip_prefix("summary: ")
            .or(line.strip_prefix("totals: "));
        total?.trim().parse().ok()
    });
    totals.next()
}

/// `None` if the longer run was not longer.
fn difference(few: Run, many: Run) -> Option<PerUnit> {
    let units = many.units - few.units;
    (units > 0.0).then(|| PerUnit {
        caller: (many.caller as f64 - few.caller as f64) / units,
        all: (many.all as f64 - few.all as f64) / units,
    })
}

impl Counted {
    fn of(&self, workload: &str, subject: &str) -> Option<PerUnit> {
        let mut found = self.0.iter();
        let found = found.find(|(of, name, _)| *of == workload && *name == subject)?;
        Some(found.2)
    }

    /// What is to be reached.
    pub(crate) fn targets(&self) -> Vec<Target> {
        let (Some(ours), Some(empty)) = (self.of("f", OURS), self.of("f", EMPTY)) else {
            return Vec::new();
        };
        vec![Target::at_most(
            "`f`, extra instructions of one more poll".to_owned(),
            A_POLL,
            Some(ours.caller - empty.caller),
        )]
    }

    /// Tables of what was counted: the caller's thread, and all threads.
    pub(crate) fn table(&self) -> String {
        let tables = [self.part(&WORKLOADS), self.part(&SERVICES)];
        tables.map(Option::unwrap_or_default).join("\n")
    }

    /// One of them; none if nothing of it was counted.
    fn part(&self, workloads: &[&str]) -> Option<String> {
        let rows: Vec<String> = SUBJECTS
            .iter()
            .filter_map(|subject| self.row(workloads, subject.name))
            .collect();
        let heads = workloads.iter().map(|workload| format!("`{workload}`"));
        let polls = workloads.contains(&"f");
        let heads: Vec<String> = heads
            .chain(polls.then(|| "extra for a poll".to_owned()))
            .collect();
        (!rows.is_empty()).then(|| {
            format!(
                "| subject: caller / all threads | {} |\n|---|{}\n{}",
                heads.join(" | "),
                "---|".repeat(heads.len()),
                rows.concat()
            )
        })
    }

    fn row(&self, workloads: &[&str], subject: &str) -> Option<String> {
        let cells: Vec<_> = workloads
            .iter()
            .map(|workload| self.of(workload, subject))
            .collect();
        if cells.iter().all(Option::is_none) {
            return None;
        }
        let mut row = format!("| {subject} |");
        // Writing to a `String` cannot fail.
        for cell in cells {
            let shown = cell.map(|of| format!("{} / {}", short(of.caller), short(of.all)));
            let _ = write!(row, " {} |", shown.unwrap_or_default());
        }
        if workloads.contains(&"f") {
            let polls = self.of("f", subject).zip(self.of("f", EMPTY));
            let extra = polls.map(|(of, empty)| short(of.caller - empty.caller));
            let _ = write!(row, " {} |", extra.unwrap_or_default());
        }
        row.push('\n');
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_read() {
        let text = "events: Ir\nfn=main\n12 34\nsummary: 5678\ntotals: 5679\n";
        assert_eq!(total(text), Some(5678));
        assert_eq!(total("totals: 12\n"), Some(12));
        assert_eq!(total(""), None);
    }

    #[test]
    fn what_runs_have_in_common_goes_away() {
        let run = |units, caller, all| Run { units, caller, all };
        let few = run(10.0, 1_000_100, 2_000_200);
        assert_eq!(
            difference(few, run(30.0, 1_000_300, 2_000_800)),
            Some(PerUnit {
                caller: 10.0,
                all: 30.0
            })
        );
        assert_eq!(difference(few, few), None);
    }

    #[test]
    fn a_poll_is_told_apart_from_the_runtime_s_share() {
        let of = |caller| PerUnit { caller, all: 700.0 };
        let counted = Counted(vec![("f", EMPTY, of(570.0)), ("f", OURS, of(590.0))]);
        let [target] = &counted.targets()[..] else {
            panic!("one target");
        };
        assert_eq!(
            (target.measured, target.is_reached()),
            (Some(20.0), Some(true))
        );
        assert!(
            counted
                .table()
                .contains("| contract |  |  |  |  | 590 / 700 | 20.0 |\n")
        );
    }
}
