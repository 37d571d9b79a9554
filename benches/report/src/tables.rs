//! One table for each workload.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::json::Object;
use crate::measured::{Measured, Missing};
use crate::statistics::{ratio, short};
use crate::subjects::{BOUND, EMPTY, FASTRACE, PEERS, SPANDATA, SUBJECTS, TRACING, WORKLOADS};

/// Time on the caller, as it is compared.
pub(crate) const CALLER: &str = "hot_ns";
/// CPU of all threads, the flush included.
pub(crate) const TOTAL: &str = "cpu_ns";

const HEAD: &str = "\
| subject | caller: median (min – max) | net | × fastrace | × tracing-otel | × bound | × best peer \
| all threads, CPU: median (min – max) | × best `SpanData` | allocations: caller / all \
| not arrived | RSS over idle |
|---|---|---|---|---|---|---|---|---|---|---|---|
";

/// The tables of all workloads that were measured.
pub(crate) fn all(measured: &Measured) -> String {
    let mut text = String::new();
    for workload in WORKLOADS {
        let rows: String = SUBJECTS
            .iter()
            .filter_map(|subject| row(measured, workload.name, subject.name))
            .collect();
        if !rows.is_empty() {
            // Writing to a `String` cannot fail.
            let _ = write!(
                text,
                "### `{}`: {}\n\n{HEAD}{rows}\n",
                workload.name, workload.title
            );
        }
    }
    text
}

fn row(measured: &Measured, workload: &str, subject: &str) -> Option<String> {
    let caller = measured.spread(workload, subject, CALLER)?;
    let total = measured.spread(workload, subject, TOTAL)?;
    let of = |reference| net_ratio(measured, workload, subject, reference).flatten();
    let empty = measured.median(workload, EMPTY, CALLER);
    let best = measured.best(workload, SPANDATA, TOTAL);
    let is_empty = subject == EMPTY;
    Some(format!(
        "| {subject} | {caller} | {} | {} | {} | {} | {} | {total} | {} | {} | {} | {} |\n",
        shown(
            empty
                .filter(|_| !is_empty)
                .map(|empty| caller.median - empty)
        ),
        shown(of(FASTRACE)),
        shown(of(TRACING)),
        shown(of(BOUND)),
        shown(best_ratio(measured, workload, subject).flatten()),
        shown(best.filter(|_| !is_empty).map(|best| total.median / best)),
        allocated(measured, workload, subject),
        not_arrived(measured, workload, subject),
        memory(measured, workload, subject),
    ))
}

/// The caller's time beside that of `reference`, net of the empty program. The
/// outer `None` says that one of them was not measured, the inner one that the
/// reference does nothing that can be seen.
pub(crate) fn net_ratio(
    measured: &Measured,
    workload: &str,
    subject: &str,
    reference: &str,
) -> Option<Option<f64>> {
    net_of_empty(
        measured,
        workload,
        subject,
        measured.median(workload, reference, CALLER)?,
    )
}

/// The same beside the fastest peer that has the workload.
pub(crate) fn best_ratio(
    measured: &Measured,
    workload: &str,
    subject: &str,
) -> Option<Option<f64>> {
    let best = measured.best(workload, PEERS, CALLER)?;
    net_of_empty(measured, workload, subject, best)
}

fn net_of_empty(
    measured: &Measured,
    workload: &str,
    subject: &str,
    reference: f64,
) -> Option<Option<f64>> {
    if subject == EMPTY {
        return None;
    }
    let of = measured.median(workload, subject, CALLER)?;
    // Nobody logs in the empty program: there is nothing to be net of.
    let empty = measured.median(workload, EMPTY, CALLER).unwrap_or(0.0);
    Some(ratio(of, reference, empty))
}

/// MiB at the peak, over what was resident before the workload.
pub(crate) fn over_idle_mib(measured: &Measured, workload: &str, subject: &str) -> Option<f64> {
    let peaks = measured.runs(workload, subject).iter().filter_map(|run| {
        Some((run.number("peak_rss_kib")? - run.number("idle_rss_kib")?) / 1024.0)
    });
    peaks.max_by(f64::total_cmp)
}

fn memory(measured: &Measured, workload: &str, subject: &str) -> String {
    let peak = over_idle_mib(measured, workload, subject);
    peak.map_or_else(String::new, |mib| format!("{mib:.1} MiB"))
}

fn not_arrived(measured: &Measured, workload: &str, subject: &str) -> String {
    let runs = measured.runs(workload, subject);
    if !runs.iter().any(|run| run.is_true("recorded")) {
        return "–".to_owned();
    }
    let missing = runs
        .iter()
        .map(Missing::of)
        .fold(Missing::default(), Missing::plus);
    let made: f64 = runs.iter().filter_map(|run| run.number("spans_made")).sum();
    if missing.spans == 0.0 && missing.other == 0.0 {
        return "none".to_owned();
    }
    let share = 100.0 * missing.spans / made;
    let mut text = format!("{} spans ({share:.2} %)", short(missing.spans));
    // Writing to a `String` cannot fail.
    if missing.spans > 0.0 && missing.counted == 0.0 {
        text.push_str(", not counted");
    }
    for (reason, spans) in by_reason(runs) {
        let _ = write!(text, ", {} by {reason}", short(spans));
    }
    if missing.other > 0.0 {
        let _ = write!(text, "; {} parts of spans", short(missing.other));
    }
    text
}

/// What the library itself counted, over all runs.
fn by_reason(runs: &[Object]) -> BTreeMap<&str, f64> {
    let mut reasons = BTreeMap::new();
    for (reason, spans) in runs.iter().flat_map(|run| run.numbers("lost_")) {
        *reasons.entry(reason).or_insert(0.0) += spans;
    }
    reasons.retain(|_, spans| *spans > 0.0);
    reasons
}

/// By the caller, and by all threads.
fn allocated(measured: &Measured, workload: &str, subject: &str) -> String {
    let median = |key| measured.median(workload, subject, key);
    let both = median("caller_allocations").zip(median("allocations"));
    both.map_or_else(String::new, |(caller, all)| {
        format!("{} / {}", short(caller), short(all))
    })
}

fn shown(number: Option<f64>) -> String {
    number.map_or_else(String::new, short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(cells: &[(&str, f64)]) -> Measured {
        let mut measured = Measured::default();
        for (subject, ns) in cells {
            let run = format!(
                "{{\"hot_ns\":{ns},\"cpu_ns\":{ns},\"recorded\":true,\"spans_made\":10,\
                 \"spans_arrived\":8,\"idle_rss_kib\":1024,\"peak_rss_kib\":3072,\"lost_full\":1}}"
            );
            measured.add("a", subject, Object::parse(&run).expect("an object"));
        }
        measured
    }

    #[test]
    fn a_row_has_ratios_and_losses() {
        let measured = measured(&[
            ("empty", 2.0),
            ("contract", 22.0),
            ("fastrace", 42.0),
            ("otel", 44.0),
        ]);
        assert_eq!(
            row(&measured, "a", "contract").as_deref(),
            Some(
                "| contract | 22.0 (22.0 – 22.0) | 20.0 | 0.50 |  |  | 0.50 | 22.0 (22.0 – 22.0) | 0.50 \
                 |  | 2.00 spans (20.00 %), 1.00 by full | 2.0 MiB |\n"
            )
        );
        assert_eq!(row(&measured, "a", "bound"), None, "it was not measured");
    }

    #[test]
    fn a_workload_that_was_not_measured_has_no_table() {
        let text = all(&measured(&[("empty", 2.0)]));
        assert!(text.contains("### `a`: "));
        assert!(!text.contains("### `b`: "));
    }
}
