//! What the workloads are to show that do what services do: late attributes, events,
//! errors, headers.

use crate::measured::Measured;
use crate::statistics::ratio;
use crate::subjects::{EMPTY, FASTRACE, OTEL, OURS, OURS_OFF, OURS_OTLP};
use crate::tables::{CALLER, best_ratio, net_ratio};
use crate::targets::Target;

use super::{caller_allocations, cpu_of_all_threads};

/// The workloads, for the account of what was lost.
pub(super) const ALL: [&str; 14] = [
    "j", "k5", "k30", "k30s", "k100", "k400", "l", "m", "n", "n3", "o", "o3", "p0", "p",
];

/// Beside which peer, and what is to be reached.
const ON_THE_CALLER: [(&str, Peer, f64); 11] = [
    ("j", Peer::Best, 0.35),
    ("k5", Peer::Best, 0.5),
    ("k30", Peer::Best, 0.5),
    ("k100", Peer::Best, 0.5),
    ("k400", Peer::Best, 0.5),
    ("l", Peer::Best, 0.5),
    ("m", Peer::Named(FASTRACE), 0.7),
    ("n", Peer::Named(FASTRACE), 0.7),
    ("n3", Peer::Named(OTEL), 0.25),
    ("o", Peer::Named(FASTRACE), 0.7),
    ("o3", Peer::Named(OTEL), 0.25),
];

/// What is encoded as well; headers are not.
const OF_ALL_THREADS: [&str; 8] = ["j", "k5", "k30", "k100", "k400", "l", "m", "p"];

/// For a unit.
const ALLOCATIONS: [(&str, f64); 4] = [("j", 6.0), ("m", 1.0), ("n", 0.0), ("o", 0.0)];

/// A span that came with a `tracestate`, beside one that came without.
const WITH_STATE: f64 = 1.1;

const UNSAMPLED_NS: f64 = 6.0;

#[derive(Debug, Clone, Copy)]
enum Peer {
    /// The fastest that has the workload.
    Best,
    Named(&'static str),
}

/// All of them, for what was measured.
pub(super) fn all(measured: &Measured, targets: &mut Vec<Target>) {
    for (workload, peer, reach) in ON_THE_CALLER {
        on_the_caller(measured, workload, peer, reach, targets);
    }
    with_state(measured, targets);
    for workload in OF_ALL_THREADS {
        cpu_of_all_threads(measured, workload, &[OURS_OTLP], targets);
    }
    for (workload, reach) in ALLOCATIONS {
        if let Some(allocations) = caller_allocations(measured, workload, OURS) {
            let figure = format!("`{workload}`, caller, allocations");
            targets.push(Target::at_most(figure, reach, Some(allocations)));
        }
    }
    // A root and ten children, of which times are given per child.
    if let Some(ns) = measured.median("a10", OURS_OFF, CALLER) {
        targets.push(Target::at_most(
            "`a10`, sampled out, ns a span, the root being one".to_owned(),
            UNSAMPLED_NS,
            Some(ns * 10.0 / 11.0),
        ));
    }
}

fn on_the_caller(
    measured: &Measured,
    workload: &str,
    peer: Peer,
    reach: f64,
    targets: &mut Vec<Target>,
) {
    let (name, found) = match peer {
        Peer::Best => ("best peer", best_ratio(measured, workload, OURS)),
        Peer::Named(name) => (name, net_ratio(measured, workload, OURS, name)),
    };
    if let Some(ratio) = found {
        let figure = format!("`{workload}`, caller, net, × {name}");
        targets.push(Target::at_most(figure, reach, ratio));
    }
}

/// Ours beside ours.
fn with_state(measured: &Measured, targets: &mut Vec<Target>) {
    let net = |workload| {
        let ours = measured.median(workload, OURS, CALLER)?;
        Some(ours - measured.median(workload, EMPTY, CALLER).unwrap_or(0.0))
    };
    if let (Some(with), Some(without)) = (net("p"), net("p0")) {
        targets.push(Target::at_most(
            format!("`p`, caller, net, × `p0` of {OURS}"),
            WITH_STATE,
            ratio(with, without, 0.0),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Object;

    fn figures(cells: &[(&str, &str, &str)]) -> Vec<(String, Option<f64>)> {
        let mut measured = Measured::default();
        for (workload, subject, run) in cells {
            measured.add(workload, subject, Object::parse(run).expect(run));
        }
        let mut targets = Vec::new();
        all(&measured, &mut targets);
        let figures = targets.into_iter();
        figures
            .map(|target| (target.figure, target.measured))
            .collect()
    }

    #[test]
    fn the_best_peer_is_the_fastest_that_has_the_workload() {
        assert_eq!(
            figures(&[
                ("j", "empty", r#"{"hot_ns":100}"#),
                (
                    "j",
                    "contract",
                    r#"{"hot_ns":200,"caller_allocations":2.004}"#
                ),
                ("j", "fastrace", r#"{"hot_ns":900}"#),
                ("j", "otel", r#"{"hot_ns":500}"#),
                // Neither a library nor one that records.
                ("j", "bound", r#"{"hot_ns":150}"#),
                ("j", "fastrace/off", r#"{"hot_ns":150}"#),
            ]),
            [
                ("`j`, caller, net, × best peer".to_owned(), Some(0.25)),
                ("`j`, caller, allocations".to_owned(), Some(2.0)),
            ]
        );
    }

    #[test]
    fn a_tracestate_is_beside_our_own_spans_without_one() {
        assert_eq!(
            figures(&[
                ("p", "empty", r#"{"hot_ns":10}"#),
                ("p", "contract", r#"{"hot_ns":65}"#),
                ("p0", "empty", r#"{"hot_ns":10}"#),
                ("p0", "contract", r#"{"hot_ns":60}"#),
            ]),
            [("`p`, caller, net, × `p0` of contract".to_owned(), Some(1.1))]
        );
    }

    #[test]
    fn a_root_that_is_sampled_out_is_a_span_as_well() {
        assert_eq!(
            figures(&[("a10", "contract/off", r#"{"hot_ns":5.5}"#)]),
            [(
                "`a10`, sampled out, ns a span, the root being one".to_owned(),
                Some(5.0)
            )]
        );
    }
}
