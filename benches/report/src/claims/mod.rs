//! What the workloads are to show.

mod services;

use crate::measured::{Measured, Missing};
use crate::statistics::ratio;
use crate::subjects::{
    BOUND, EMPTY, FASTRACE, LOGGERS, OURS, OURS_OFF, OURS_OTLP, OURS_SPANDATA, SPANDATA, TRACING,
};
use crate::tables::{CALLER, TOTAL, net_ratio, over_idle_mib};
use crate::targets::Target;

/// Two time stamps alone are half of what fastrace takes for a span of `a`.
const OF_FASTRACE_A: f64 = 0.75;
const OF_FASTRACE: f64 = 0.5;
const OF_TRACING: f64 = 0.05;
const OF_BOUND: f64 = 1.5;
const OF_BEST_TOTAL: f64 = 0.6;
const OF_LOGGERS: f64 = 0.5;
const UNSAMPLED_NS: f64 = 5.0;
const MEMORY_MIB: f64 = 64.0;

/// Calls of the allocator by the caller, for a unit.
const ALLOCATIONS: &str = "caller_allocations";

const TIMED: [&str; 8] = ["a", "a10", "b", "b10", "c", "d", "e", "f"];
const SYNC: [&str; 4] = ["a", "a10", "b", "b10"];

/// All of them, for what was measured.
pub(crate) fn all(measured: &Measured) -> Vec<Target> {
    let mut targets = Vec::new();
    for workload in TIMED {
        on_the_caller(measured, workload, &mut targets);
    }
    for workload in TIMED {
        cpu_of_all_threads(
            measured,
            workload,
            &[OURS_OTLP, OURS_SPANDATA],
            &mut targets,
        );
    }
    for workload in SYNC {
        unsampled(measured, workload, &mut targets);
    }
    for workload in SYNC {
        allocations(measured, workload, &mut targets);
    }
    if let (Some(ours), Some(best)) = (
        measured.median("g", OURS, CALLER),
        measured.best("g", LOGGERS, CALLER),
    ) {
        targets.push(Target::at_most(
            "`g`, a line, × the cheapest of `tracing_subscriber`".to_owned(),
            OF_LOGGERS,
            Some(ours / best),
        ));
    }
    for subject in [OURS, OURS_OTLP, OURS_SPANDATA] {
        if let Some(mib) = over_idle_mib(measured, "h", subject) {
            targets.push(Target::at_most(
                format!("`h`, {subject}, MiB over idle"),
                MEMORY_MIB,
                Some(mib),
            ));
        }
    }
    services::all(measured, &mut targets);
    accounting(measured, &mut targets);
    targets
}

fn on_the_caller(measured: &Measured, workload: &str, targets: &mut Vec<Target>) {
    let of_fastrace = if workload == "a" {
        OF_FASTRACE_A
    } else {
        OF_FASTRACE
    };
    for (reference, reach) in [
        (FASTRACE, of_fastrace),
        (TRACING, OF_TRACING),
        (BOUND, OF_BOUND),
    ] {
        if let Some(ratio) = net_ratio(measured, workload, OURS, reference) {
            let figure = format!("`{workload}`, caller, net, × {reference}");
            targets.push(Target::at_most(figure, reach, ratio));
        }
    }
}

/// Of the whole time, but where the empty program takes more of it than is to
/// be reached: net of that, then.
fn cpu_of_all_threads(
    measured: &Measured,
    workload: &str,
    subjects: &[&str],
    targets: &mut Vec<Target>,
) {
    let empty = measured.median(workload, EMPTY, TOTAL).unwrap_or(0.0);
    let Some(best) = measured.best(workload, SPANDATA, TOTAL) else {
        return;
    };
    let (net, of_what) = if empty / best > OF_BEST_TOTAL {
        (empty, "CPU of all threads, net")
    } else {
        (0.0, "CPU of all threads")
    };
    for subject in subjects {
        if let Some(ours) = measured.median(workload, subject, TOTAL) {
            let figure = format!("`{workload}`, {subject}, {of_what}, × best `SpanData`");
            targets.push(Target::at_most(
                figure,
                OF_BEST_TOTAL,
                ratio(ours, best, net),
            ));
        }
    }
}

fn unsampled(measured: &Measured, workload: &str, targets: &mut Vec<Target>) {
    if let Some(ns) = measured.median(workload, OURS_OFF, CALLER) {
        let figure = format!("`{workload}`, sampled out, ns a span");
        targets.push(Target::at_most(figure, UNSAMPLED_NS, Some(ns)));
    }
    if let Some(allocations) = by_child(measured, workload, OURS_OFF) {
        let figure = format!("`{workload}`, sampled out, allocations a span");
        targets.push(Target::at_most(figure, 0.0, Some(allocations)));
    }
}

fn allocations(measured: &Measured, workload: &str, targets: &mut Vec<Target>) {
    if let Some(allocations) = by_child(measured, workload, OURS) {
        let figure = format!("`{workload}`, caller, allocations a span");
        targets.push(Target::at_most(figure, 0.0, Some(allocations)));
    }
}

/// Allocations of the caller for a unit, rounded to hundredths: now and then a
/// buffer is made.
fn caller_allocations(measured: &Measured, workload: &str, subject: &str) -> Option<f64> {
    let allocations = measured.median(workload, subject, ALLOCATIONS)?;
    Some(hundredths(allocations))
}

/// Allocations of the caller for a child span, without what its root makes.
fn by_child(measured: &Measured, workload: &str, subject: &str) -> Option<f64> {
    let of = |workload| measured.median(workload, subject, ALLOCATIONS);
    // In `a` a root has 1000 children, in `a10` it has 10.
    let root = match (of("a"), of("a10")) {
        (Some(many), Some(few)) => (few - many) / (0.1 - 0.001),
        _ => 0.0,
    };
    let share = if workload == "a10" { 0.1 } else { 0.001 };
    Some(hundredths(of(workload)? - root * share))
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round().abs() / 100.0
}

/// In all runs of all workloads.
fn accounting(measured: &Measured, targets: &mut Vec<Target>) {
    for subject in [OURS, OURS_OTLP, OURS_SPANDATA] {
        let workloads = TIMED.iter().chain(&["g", "h", "i"]).chain(&services::ALL);
        let runs = workloads.flat_map(|workload| measured.runs(workload, subject));
        let missing: Vec<Missing> = runs.map(Missing::of).collect();
        if missing.is_empty() {
            continue;
        }
        let unaccounted = missing.iter().map(|missing| missing.unaccounted()).sum();
        targets.push(Target::at_most(
            format!("{subject}, spans lost uncounted, or roots, attributes, errors, events, lines or ids missing"),
            0.0,
            Some(unaccounted),
        ));
    }
    let timed = TIMED
        .iter()
        .flat_map(|workload| measured.runs(workload, OURS));
    let lost: Vec<f64> = timed.map(|run| Missing::of(run).spans).collect();
    if !lost.is_empty() {
        targets.push(Target::at_most(
            format!("`a` to `f`, {OURS}, spans lost"),
            0.0,
            Some(lost.iter().sum()),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Object;

    fn measured(cells: &[(&str, &str, &str)]) -> Measured {
        let mut measured = Measured::default();
        for (workload, subject, run) in cells {
            measured.add(workload, subject, Object::parse(run).expect(run));
        }
        measured
    }

    fn found(measured: &Measured, figure: &str) -> Target {
        let all = all(measured);
        let mut found = all
            .iter()
            .filter(|target| target.figure.starts_with(figure));
        found
            .next()
            .unwrap_or_else(|| panic!("{figure}: {all:?}"))
            .clone()
    }

    #[test]
    fn nothing_is_claimed_of_what_was_not_measured() {
        assert_eq!(all(&Measured::default()), []);
    }

    #[test]
    fn ratios_are_net_on_the_caller_and_whole_for_all_threads() {
        let measured = measured(&[
            ("c", "empty", r#"{"hot_ns":100,"cpu_ns":100}"#),
            ("c", "contract", r#"{"hot_ns":140,"cpu_ns":1}"#),
            ("c", "contract-otlp", r#"{"cpu_ns":150}"#),
            ("c", "fastrace", r#"{"hot_ns":200,"cpu_ns":9}"#),
            ("c", "otel", r#"{"cpu_ns":300}"#),
            ("c", "bound", r#"{"hot_ns":101}"#),
        ]);
        let fastrace = found(&measured, "`c`, caller, net, × fastrace");
        assert_eq!(fastrace.measured, Some(0.4));
        assert_eq!(fastrace.is_reached(), Some(true));
        assert_eq!(found(&measured, "`c`, contract-otlp").measured, Some(0.5));
        assert_eq!(found(&measured, "`c`, caller, net, × bound").measured, None);
    }

    #[test]
    fn where_the_empty_program_is_most_of_it_all_is_net() {
        let measured = measured(&[
            ("f", "empty", r#"{"cpu_ns":100}"#),
            ("f", "contract-otlp", r#"{"cpu_ns":104}"#),
            ("f", "otel", r#"{"cpu_ns":140}"#),
        ]);
        let target = found(&measured, "`f`, contract-otlp, CPU of all threads, net");
        assert_eq!(target.measured, Some(0.1));
    }

    #[test]
    fn the_allocation_of_a_root_is_not_its_children_s() {
        let measured = measured(&[
            ("a", "contract", r#"{"caller_allocations":0.001}"#),
            ("a10", "contract", r#"{"caller_allocations":0.1}"#),
            ("b", "contract", r#"{"caller_allocations":3.001}"#),
        ]);
        let of = |workload| by_child(&measured, workload, OURS);
        assert_eq!(
            [of("a"), of("a10"), of("b")],
            [Some(0.0), Some(0.0), Some(3.0)]
        );
    }

    #[test]
    fn a_span_that_nobody_counted_is_a_failure() {
        let lost = r#"{"recorded":true,"spans_made":9,"spans_arrived":7,"lost_full":1}"#;
        let measured = measured(&[("a", "contract", lost)]);
        let target = found(&measured, "contract, spans lost uncounted");
        assert_eq!(
            (target.measured, target.is_reached()),
            (Some(1.0), Some(false))
        );
        assert_eq!(found(&measured, "`a` to `f`").measured, Some(2.0));
    }
}
