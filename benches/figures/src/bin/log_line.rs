//! A JSON log line, outside of a span and in one, with no fields and with six:
//! `trace_log` beside the formatter of `tracing_subscriber`, by turns.
//!
//! In a span both say in which: one by the ids of the contract, the other by the
//! trace id that was recorded as a field of the span, as one does with it.

use std::hint::black_box;
use std::time::Instant;

use bench_figures::{Outcome, Samples};
use bench_harness::{ARRIVED, CountingWriter, Figure, system};
use tracing::subscriber::{DefaultGuard, set_default};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;

const LINES: u64 = 1_000;
const ROUNDS: usize = 60;

/// What is written, on either side.
#[derive(Clone, Copy)]
struct Case {
    what: &'static str,
    in_span: bool,
    fields: usize,
}

const CASES: [Case; 4] = [
    case("no span, no fields", false, 0),
    case("no span, 6 fields", false, 6),
    case("in a span, no fields", true, 0),
    case("in a span, 6 fields", true, 6),
];

const fn case(what: &'static str, in_span: bool, fields: usize) -> Case {
    Case {
        what,
        in_span,
        fields,
    }
}

/// Whose lines they are.
#[derive(Clone, Copy)]
enum Side {
    Ours,
    Theirs,
}

fn main() -> Outcome {
    for case in CASES {
        let mut nanos = [const { Samples::new() }; 2];
        let mut allocations = [0.0; 2];
        for _ in 0..ROUNDS {
            for (at, side) in [Side::Ours, Side::Theirs].into_iter().enumerate() {
                let _subscriber = subscribe(side);
                in_span(side, case, || write(case.fields)); // warms up
                let arrived = ARRIVED.lines();
                let start = Instant::now();
                in_span(side, case, || write(case.fields));
                nanos[at].push(start.elapsed().as_nanos() as f64 / LINES as f64);
                let ((), counted) =
                    system::allocations(|| in_span(side, case, || write(case.fields)));
                allocations[at] = counted.by_caller as f64 / LINES as f64;
                if ARRIVED.lines() - arrived != 2 * LINES {
                    return Err(format!("{}: lines were lost", case.what).into());
                }
            }
        }
        let [ours, theirs] = nanos;
        let figure = |name: &str| format!("log line, {}: {name}", case.what);
        let note = format!(
            "{:.0} ns and {:.0} ns; medians {:.0} and {:.0}",
            ours.min(),
            theirs.min(),
            ours.median(),
            theirs.median()
        );
        Figure::new(
            &figure("over tracing_subscriber's"),
            ours.min() / theirs.min(),
            "×",
        )
        .at_most(0.5)
        .note(&note)
        .print();
        let note = format!("{:.2} by tracing_subscriber", allocations[1]);
        Figure::new(&figure("allocations"), allocations[0], "")
            .note(&note)
            .print();
    }
    Ok(())
}

fn subscribe(side: Side) -> DefaultGuard {
    let registry = tracing_subscriber::registry();
    match side {
        Side::Ours => set_default(registry.with(trace_log::json().writer(CountingWriter))),
        Side::Theirs => {
            let writer: fn() -> CountingWriter = || CountingWriter;
            set_default(registry.with(fmt::layer().json().with_writer(writer)))
        }
    }
}

fn in_span(side: Side, case: Case, lines: impl FnOnce()) {
    match side {
        _ if !case.in_span => lines(),
        Side::Ours => trace_runtime::run_sync("request", |_| lines()),
        Side::Theirs => {
            let trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
            tracing::info_span!("request", trace_id).in_scope(lines);
        }
    }
}

#[inline(never)]
fn write(fields: usize) {
    let (user, route) = black_box(("user-4711", "/orders/{id}"));
    for order in 0..LINES {
        match fields {
            0 => tracing::info!("order accepted"),
            _ => tracing::info!(
                order,
                cents = 1250_u64,
                retried = false,
                share = 0.25,
                user,
                route,
                "order accepted"
            ),
        }
    }
}
