//! What exceeds a limit is left out and counted; a span stays small.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;
use std::time::Duration;

use trace_runtime::__macro_support::{Callsite, Contract, Span, SpanKind, failed};
use trace_runtime::exporter::{FinishedSpan, MemoryExporter};
use trace_runtime::pipeline::Limits;
use trace_runtime::{Pipeline, SpanContext, TraceContract, Value, run_sync};

struct Fixture {
    pipeline: Pipeline,
    memory: MemoryExporter,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let memory = MemoryExporter::new();
    let limits = Limits::default()
        .attributes(6)
        .events(3)
        .links(2)
        .value_length(100);
    let pipeline = Pipeline::builder()
        .limits(limits)
        .exporter(memory.clone())
        .install()
        .unwrap();
    Fixture { pipeline, memory }
});

/// The spans of a trace, in the order in which they ended.
fn record(body: impl FnOnce(&TraceContract)) -> Vec<FinishedSpan> {
    let fixture = &*FIXTURE;
    let trace_id = run_sync("root", |cx| {
        body(cx);
        cx.trace_id()
    });
    fixture.pipeline.flush(Duration::from_secs(60)).unwrap();
    fixture.memory.trace(trace_id)
}

#[test]
fn late_attributes_are_limited() {
    let spans = record(|cx| {
        for number in 0..10_i64 {
            cx.set_attribute(format!("key.{number}"), number);
        }
        cx.set_attribute("key.0", "again");
        cx.set_attribute("key.1", "x".repeat(1000));
    });
    let root = &spans[0];
    assert_eq!(root.attributes.len(), 6);
    assert_eq!(root.dropped_attributes, 4);
    assert_eq!(root.attribute("key.0"), Some(&Value::from("again")));
    assert_eq!(root.attribute("key.1"), Some(&Value::from("x".repeat(100))));
}

#[test]
fn declared_attributes_come_first() {
    static CALLSITE: Callsite = Callsite::new(
        "declared",
        SpanKind::Client,
        "limits",
        "",
        "limits.rs",
        7,
        &["a", "b", "c", "d", "e", "f", "g", "h"],
    );
    for spilled in [false, true] {
        let spans = record(|cx| {
            let mut span = Span::<32>::start_with_room(Contract::__traced_parent(cx), &CALLSITE);
            span.declare(|attributes| {
                for number in 0..8_i64 {
                    match number {
                        2 => attributes.value(&None::<i64>),
                        3 if spilled => attributes
                            .value("a text that is longer than the frame".repeat(9).as_str()),
                        _ => attributes.value(&number),
                    }
                }
            });
            span.contract().set_attribute("a", "replaced");
            span.contract().set_attribute("late", true);
            span.finish();
        });
        let declared = &spans[0];
        let keys: Vec<_> = declared
            .attributes
            .iter()
            .map(|(key, _)| key.as_ref())
            .collect();
        assert_eq!(keys, ["b", "d", "e", "f", "g", "a"]);
        // `h`, and `late`.
        assert_eq!(declared.dropped_attributes, 2);
        assert_eq!(declared.attribute("a"), Some(&Value::from("replaced")));
        assert_eq!(declared.attribute("g"), Some(&Value::I64(6)));
        let text = declared.attribute("d").unwrap().to_string();
        assert_eq!(text.len(), if spilled { 100 } else { 1 });
    }
}

#[test]
fn events_and_links_are_limited() {
    let spans = record(|cx| {
        let to: SpanContext = cx.span_context();
        for number in 0..1_000_i64 {
            let attributes: Vec<_> = (0..9).map(|key| (format!("{key}"), number)).collect();
            cx.add_event("event", attributes);
            cx.add_link(to.clone(), [("n", number)]);
        }
    });
    let root = &spans[0];
    assert_eq!((root.events.len(), root.dropped_events), (3, 997));
    assert_eq!((root.links.len(), root.dropped_links), (2, 998));
    assert_eq!(root.events[2].attribute("5"), Some(&Value::I64(2)));
    assert_eq!(root.events[2].dropped_attributes, 3);
    assert_eq!(root.links[1].attributes, [("n".into(), Value::I64(1))]);
    assert_eq!(root.links[1].trace_id, root.trace_id);
}

#[test]
fn no_span_takes_more_than_a_mebibyte() {
    static CALLSITE: Callsite = Callsite::new(
        "large",
        SpanKind::Internal,
        "limits",
        "",
        "limits.rs",
        8,
        &["a"; 6],
    );
    let spans = record(|cx| {
        let text = "x".repeat(10_000_000);
        let mut span = Span::<4>::start_with_room(Contract::__traced_parent(cx), &CALLSITE);
        span.declare(|attributes| {
            for _ in 0..6 {
                attributes.value(&text);
            }
        });
        span.contract().set_name(text.clone());
        span.contract().set_attribute(text.clone(), text.clone());
        span.contract()
            .set_attribute("list", vec![0_i64; 1_000_000]);
        span.contract()
            .add_event(text.clone(), [(text.clone(), text.clone())]);
        span.contract().add_event("small", [("text", text)]);
        span.finish();
    });
    let large = &spans[0];
    assert_eq!(large.name.len(), 100);
    assert_eq!(large.events.len(), 2);
    assert_eq!(large.events[0].name.len(), 100);
    assert_eq!(large.events[0].dropped_attributes, 1);
    assert_eq!((large.dropped_attributes, large.dropped_events), (2, 0));
}

#[test]
fn the_text_of_an_error_is_cut() {
    static CALLSITE: Callsite = Callsite::new(
        "fails",
        SpanKind::Internal,
        "limits",
        "",
        "limits.rs",
        9,
        &[],
    );
    for beside in [false, true] {
        let spans = record(|cx| {
            let span = Span::start(Contract::__traced_parent(cx), &CALLSITE);
            if beside {
                span.contract().set_attribute("beside", true);
            }
            let error = "x".repeat(1000);
            span.fail(failed(&error).__traced_describe());
            span.finish();
        });
        let fails = &spans[0];
        assert_eq!(fails.status().message(), "x".repeat(100));
        let message = fails
            .event("exception")
            .unwrap()
            .attribute("exception.message");
        assert_eq!(message, Some(&Value::from("x".repeat(100))));
    }
}
