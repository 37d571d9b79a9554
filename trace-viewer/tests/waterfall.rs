//! What a trace looks like.
//!
//! The pictures are in `expected`: with `BLESS=1` in the environment, this test writes them.

#![allow(clippy::unwrap_used)]

#[path = "../../trace-model/tests/otlp/arbitrary.rs"]
mod arbitrary;
mod scene;

use std::path::Path;

use proptest::prelude::*;
use trace_analysis::Analysis;
use trace_model::{Span, SpanId, Trace};
use trace_viewer::terminal::text::Style;
use trace_viewer::terminal::waterfall::{Options, render, to_json};

/// Half past two on a Friday.
const START: u64 = 1_795_789_800_000_000_000;

const UNICODE: Options = Options {
    width: 100,
    breaks: false,
    style: Style {
        colour: false,
        ascii: false,
    },
    logs: false,
    critical: false,
};

fn drawn(trace: &Trace, options: Options) -> String {
    render(trace, &Analysis::of(trace), options)
}

fn expect(name: &str, shown: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/expected")
        .join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, shown).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        shown == expected,
        "{name} should be:\n{expected}\nand is:\n{shown}"
    );
}

fn span(trace: &mut Trace, id: u64) -> &mut Span {
    let id = SpanId::from_u64(id);
    trace
        .spans
        .iter_mut()
        .find(|span| Some(span.span_id) == id)
        .unwrap()
}

#[test]
fn a_checkout() {
    expect("checkout.txt", &drawn(&scene::checkout(START), UNICODE));
}

#[test]
fn a_checkout_with_its_lines() {
    let options = Options {
        logs: true,
        ..UNICODE
    };
    expect(
        "checkout-logs.txt",
        &drawn(&scene::checkout(START), options),
    );
}

#[test]
fn the_critical_path_of_a_checkout() {
    let options = Options {
        critical: true,
        ..UNICODE
    };
    expect(
        "checkout-critical.txt",
        &drawn(&scene::checkout(START), options),
    );
}

#[test]
fn a_checkout_in_colours() {
    let options = Options {
        style: Style {
            colour: true,
            ascii: false,
        },
        ..UNICODE
    };
    expect(
        "checkout-colours.txt",
        &drawn(&scene::checkout(START), options),
    );
}

#[test]
fn a_checkout_in_a_narrow_terminal_of_ascii() {
    let options = Options {
        width: 60,
        breaks: true,
        style: Style::PLAIN,
        ..UNICODE
    };
    expect(
        "checkout-ascii.txt",
        &drawn(&scene::checkout(START), options),
    );
}

#[test]
fn parents_that_are_missing_or_go_in_circles() {
    let mut trace = scene::checkout(START);
    span(&mut trace, 2).parent = None;
    span(&mut trace, 4).parent = SpanId::from_u64(0xabc);
    span(&mut trace, 5).parent = SpanId::from_u64(0xabc);
    span(&mut trace, 8).parent = SpanId::from_u64(9);
    expect("parents.txt", &drawn(&trace, UNICODE));
}

#[test]
fn hostile_names() {
    let mut trace = scene::checkout(START);
    span(&mut trace, 1).name = "\u{1b}]0;owned\u{7}\r\n".into();
    span(&mut trace, 2).name = "注文を支払う, a name in wide characters".into();
    span(&mut trace, 3).name = "\u{202e}txt.exe\u{200b}".into();
    span(&mut trace, 4).name = format!("SELECT {} FROM orders", "x, ".repeat(200)).into();
    expect("hostile.txt", &drawn(&trace, UNICODE));
}

#[test]
fn a_chain_of_thirty() {
    let mut trace = scene::checkout(START);
    let first = trace.spans[0].clone();
    trace.logs.clear();
    trace.spans.clear();
    for depth in 1..=30 {
        let mut span = first.clone();
        span.span_id = SpanId::from_u64(depth).unwrap();
        span.parent = SpanId::from_u64(depth - 1);
        span.start_unix_nanos += depth * 1_000_000;
        span.name = format!("call {depth}").into();
        trace.spans.push(span);
    }
    expect("chain.txt", &drawn(&trace, UNICODE));
}

#[test]
fn a_query_for_each_line_of_an_order() {
    let mut trace = scene::checkout(START);
    let slow = span(&mut trace, 4).clone();
    trace.spans.retain(|span| span.span_id != slow.span_id);
    for at in 0..20 {
        let mut query = slow.clone();
        query.span_id = SpanId::from_u64(100 + at).unwrap();
        query.start_unix_nanos += at * 115_000_000;
        query.end_unix_nanos = query.start_unix_nanos + 114_000_000;
        query.name = "SELECT items".into();
        trace.spans.push(query);
    }
    expect("n-plus-one.txt", &drawn(&trace, UNICODE));
}

#[test]
fn log_lines_without_spans() {
    let mut trace = scene::checkout(START);
    trace.spans.clear();
    expect(
        "logs-only.txt",
        &drawn(
            &trace,
            Options {
                logs: true,
                ..UNICODE
            },
        ),
    );
}

#[test]
fn every_row_is_as_wide_as_the_terminal() {
    let trace = scene::checkout(START);
    for width in 40..200 {
        let shown = drawn(
            &trace,
            Options {
                width,
                breaks: true,
                ..UNICODE
            },
        );
        let bars = shown
            .lines()
            .filter(|line| line.contains('┃') || line.contains('│'));
        for line in bars {
            assert_eq!(line.chars().count(), width, "{shown}");
        }
    }
}

proptest! {
    #[test]
    fn whatever_a_trace_holds_it_is_drawn_and_obeyed_by_no_terminal(
        trace in arbitrary::trace(),
        width in 0_usize..250,
        logs: bool,
        ascii: bool,
    ) {
        let style = Style { colour: false, ascii };
        let shown = drawn(&trace, Options { width, breaks: true, style, logs, critical: false });
        let obeyed = |char: char| char != '\n' && char.is_control();
        prop_assert!(!shown.contains(obeyed), "{shown:?}");
        prop_assert!(!ascii || shown.is_ascii(), "{shown}");
    }

    #[test]
    fn whatever_a_trace_holds_its_json_has_every_row(trace in arbitrary::trace()) {
        let analysis = Analysis::of(&trace);
        let json = to_json(&trace, &analysis, None);
        prop_assert_eq!(json["rows"].as_array().unwrap().len(), analysis.tree.rows.len());
    }
}
