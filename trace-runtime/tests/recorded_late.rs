//! What is recorded while a span runs, in each way that there is, and the `tracestate` of
//! its trace.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use trace_runtime::attribute::ValueRef;
use trace_runtime::exporter::{FinishedSpan, MemoryExporter};
use trace_runtime::{
    Pipeline, SpanBuilder, TraceContract, Trust, Value, propagation, run_inbound_sync, run_sync,
};

struct Fixture {
    pipeline: Pipeline,
    memory: MemoryExporter,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let memory = MemoryExporter::new();
    let pipeline = Pipeline::builder().exporter(memory.clone());
    Fixture {
        pipeline: pipeline.install().unwrap(),
        memory,
    }
});

fn recorded(body: impl FnOnce(&TraceContract)) -> FinishedSpan {
    let fixture = &*FIXTURE;
    let trace_id = run_sync("root", |cx| {
        body(cx);
        cx.trace_id()
    });
    fixture.pipeline.flush(Duration::from_secs(60)).unwrap();
    fixture.memory.trace(trace_id).remove(0)
}

fn pairs(span: &FinishedSpan) -> Vec<(String, String)> {
    let pairs = span.attributes.iter();
    pairs
        .map(|(key, value)| (key.to_string(), value.to_string()))
        .collect()
}

fn text(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn several_attributes_are_given_in_any_form() {
    let owned = String::from("owned");
    let map = BTreeMap::from([("map.a", 1.5), ("map.b", 2.5)]);
    let span = recorded(|cx| {
        cx.set_attributes(());
        cx.set_attributes((
            ("one", 1),
            ("text", &owned),
            ("none", None::<bool>),
            ("c", 'c'),
        ));
        cx.set_attributes([("array", true)]);
        cx.set_attributes(map.clone());
        cx.set_attributes((1..3).map(|part| (format!("part.{part}"), ValueRef::I64(part))));
    });
    let expected = text(&[
        ("one", "1"),
        ("text", "owned"),
        ("c", "c"),
        ("array", "true"),
        ("map.a", "1.5"),
        ("map.b", "2.5"),
        ("part.1", "1"),
        ("part.2", "2"),
    ]);
    assert_eq!(pairs(&span), expected);
}

#[test]
fn the_last_of_two_stays_however_they_are_set() {
    let span = recorded(|cx| {
        cx.set_attribute("a", 1);
        cx.set_attributes([("b", 1), ("a", 2), ("b", 2)]);
        cx.set_attribute("c", "x".repeat(100));
        cx.set_attributes((("c", "short"), ("d", 4)));
    });
    let expected = text(&[("a", "2"), ("b", "2"), ("c", "short"), ("d", "4")]);
    assert_eq!(pairs(&span), expected);
    assert_eq!(span.dropped_attributes, 0);
}

/// One that is set for ever takes the room of one, beside as many others as may be.
#[test]
fn what_is_set_again_needs_no_room() {
    let span = recorded(|cx| {
        for number in 0..1000 {
            cx.set_attribute("progress", number);
        }
        cx.set_attributes((0..127).map(|number| (format!("other.{number}"), number)));
        for number in 0..1000 {
            cx.set_attribute("progress", 1000 + number);
            cx.set_attributes([("other.5", number)]);
        }
        cx.set_attribute("one too many", true);
    });
    assert_eq!(span.attributes.len(), 128);
    assert_eq!(span.attribute("progress"), Some(&Value::I64(1999)));
    assert_eq!(span.attribute("other.5"), Some(&Value::I64(999)));
    assert_eq!(span.dropped_attributes, 1);
}

#[test]
fn attributes_of_a_builder_are_those_of_its_span() {
    let span = recorded(|cx| {
        let span = SpanBuilder::named("child").attribute("a", "one");
        cx.span_sync(span.attributes((("b", 2), ("c", true))), |cx| {
            cx.set_attribute("b", 3);
        });
    });
    let expected = text(&[("a", "one"), ("c", "true"), ("b", "3")]);
    assert_eq!(pairs(&span), expected);
}

/// Spans of one trace, and more than a chunk of them, whose requests came with different
/// lists, or with none.
#[test]
fn each_span_has_the_trace_state_of_its_request() {
    const SPANS: usize = 300;
    let fixture = &*FIXTURE;
    let parent = "00-1bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let states = ["rojo=1,congo=2", "", "rojo=1,congo=3", "rojo=1,congo=2", ""];
    let mut trace = None;
    for (request, state) in states.into_iter().enumerate() {
        let headers = vec![
            ("traceparent".to_owned(), parent.to_owned()),
            ("tracestate".to_owned(), state.to_owned()),
        ];
        let came = propagation::extract(&headers);
        run_inbound_sync(came, Trust::Continue, "request", |cx| {
            trace = Some(cx.trace_id());
            for _ in 0..SPANS {
                cx.span_sync("child", |cx| cx.set_attribute("request", request));
            }
        });
    }
    fixture.pipeline.flush(Duration::from_secs(60)).unwrap();
    let spans = fixture.memory.trace(trace.unwrap());
    assert_eq!(spans.len(), states.len() * (SPANS + 1));
    for (at, span) in spans.iter().enumerate() {
        assert_eq!(span.trace_state, states[at / (SPANS + 1)], "{at}");
    }
}
