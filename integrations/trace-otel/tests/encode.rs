//! What is sent is what was recorded: random spans, decoded by prost.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support;

use std::sync::{Arc, Mutex};

use fastrand::Rng;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use support::expected::{any_value, expected, key_values};
use support::{Receiver, lock, spans, with_batch};
use trace_otel::{Otlp, OtlpExporter};
use trace_runtime::context::{TraceFlags, TraceState};
use trace_runtime::exporter::{Deadline, FinishedSpan, SpanExporter};
use trace_runtime::{
    SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContract, TraceId, Value, traced,
};

const KINDS: [SpanKind; 5] = [
    SpanKind::Internal,
    SpanKind::Server,
    SpanKind::Client,
    SpanKind::Producer,
    SpanKind::Consumer,
];

/// Records `count` spans and more below them, and gives what was recorded and
/// what was sent, in the same order.
fn round_trip(seed: u64, count: usize) -> (Vec<FinishedSpan>, ExportTraceServiceRequest) {
    let receiver = Receiver::start([]);
    let otlp = Otlp::http(receiver.url().parse().unwrap());
    let recorded = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&recorded);
    let result = with_batch(
        move || {
            let mut random = Rng::with_seed(seed);
            (0..count).for_each(|_| record(&mut random));
        },
        move |batch| {
            lock(&sink).extend(batch.spans().map(|span| span.to_finished()));
            let deadline = Deadline::after(std::time::Duration::from_secs(30));
            let mut exporter = OtlpExporter::new(&otlp).unwrap().code_attributes(false);
            exporter.export(batch, &deadline)
        },
    );
    assert_eq!(result, Ok(()));
    let recorded = std::mem::take(&mut *lock(&recorded));
    (recorded, receiver.requests()[0].decode())
}

fn record(random: &mut Rng) {
    let kind = KINDS[random.usize(..5)];
    let name = text(random);
    let root = SpanBuilder::named(format!("root {name}")).kind(kind);
    trace_runtime::run_sync(root, |cx| {
        let declared = random.bool().then(|| random.i64(..));
        declare(
            cx,
            declared,
            &text(random),
            random.f64(),
            vec![random.bool(); 3],
        );
        for _ in 0..random.usize(..6) {
            cx.set_attribute(format!("key {}", random.u8(..9)), value(random));
        }
        for _ in 0..random.usize(..3) {
            cx.add_event(format!("event {}", text(random)), attributes(random));
        }
        for _ in 0..random.usize(..3) {
            cx.add_link(context(random), attributes(random));
        }
        match random.u8(..4) {
            0 => cx.set_status(Status::Ok),
            1 => cx.set_status(Status::Error(text(random).into())),
            2 => cx.set_status(Status::Error("".into())),
            _ => {}
        }
    });
}

#[traced(attributes(number, text, float, list))]
fn declare(cx: &TraceContract, number: Option<i64>, text: &str, float: f64, list: Vec<bool>) {
    cx.set_attribute("text", "set again");
}

fn context(random: &mut Rng) -> SpanContext {
    let state = TraceState::parse(["", "a=1", "a=1,b=2"][random.usize(..3)]).unwrap();
    SpanContext::remote(
        TraceId::random(),
        SpanId::random(),
        TraceFlags::from_u8(random.u8(..4)),
        state,
    )
}

fn attributes(random: &mut Rng) -> Vec<(String, Value)> {
    (0..random.usize(..4))
        .map(|index| (format!("a{index}"), value(random)))
        .collect()
}

fn value(random: &mut Rng) -> Value {
    let length = random.usize(..4);
    match random.u8(..8) {
        0 => Value::Bool(random.bool()),
        1 => Value::I64(random.i64(..)),
        2 => Value::I64([0, -1, 1, i64::MIN, i64::MAX][random.usize(..5)]),
        3 => Value::F64([0.0, -0.0, f64::MAX, f64::INFINITY, random.f64()][random.usize(..5)]),
        4 => Value::Bools((0..length).map(|_| random.bool()).collect()),
        5 => Value::I64s((0..length).map(|_| random.i64(..)).collect()),
        6 => Value::F64s((0..length).map(|_| random.f64()).collect()),
        _ if random.bool() => Value::Strs((0..length).map(|_| text(random).into()).collect()),
        _ => Value::Str(text(random).into()),
    }
}

/// From nothing to 300 characters, so that lengths take one byte and two.
fn text(random: &mut Rng) -> String {
    let length = [0, 1, 7, 8, 40, 127, 128, 300][random.usize(..8)];
    (0..length).map(|_| random.char('a'..'\u{2fff}')).collect()
}

#[test]
fn random_spans_survive() {
    for seed in 0..20 {
        let (recorded, request) = round_trip(seed, 50);
        assert_eq!(recorded.len(), 100, "each with a child");
        let sent = spans(request);
        for (recorded, sent) in recorded.iter().zip(&sent) {
            assert_eq!(*sent, expected(recorded), "seed {seed}");
        }
        assert_eq!(sent.len(), recorded.len());
    }
}

#[test]
fn a_declared_attribute_that_is_set_again_is_sent_once() {
    let (_, request) = round_trip(1, 1);
    let span = spans(request)
        .into_iter()
        .find(|span| span.name == "declare")
        .unwrap();
    let texts: Vec<_> = span
        .attributes
        .iter()
        .filter(|pair| pair.key == "text")
        .collect();
    assert_eq!(texts.len(), 1);
    assert_eq!(texts[0].value, Some(any_value(&"set again".into())));
}

#[test]
fn resource_and_scope_stand_once_before_all_spans() {
    let (_, request) = round_trip(2, 5);
    let [resource_spans] = &request.resource_spans[..] else {
        unreachable!("one resource")
    };
    let attributes = &resource_spans.resource.as_ref().unwrap().attributes;
    let find = |key| {
        attributes
            .iter()
            .find(|pair| pair.key == key)
            .unwrap()
            .value
            .clone()
    };
    assert_eq!(find("service.name"), Some(any_value(&"tests".into())));
    let zones = Value::Strs(vec!["a".into(), "b".into()]);
    assert_eq!(find("zones"), Some(any_value(&zones)));
    assert_eq!(
        find("telemetry.sdk.language"),
        Some(any_value(&"rust".into()))
    );
    let [scope_spans] = &resource_spans.scope_spans[..] else {
        unreachable!("one scope")
    };
    let scope = scope_spans.scope.as_ref().unwrap();
    assert_eq!(scope.name, "trace-runtime");
    assert!(!scope.version.is_empty());
    assert_eq!(scope_spans.spans.len(), 10);
}

#[test]
fn of_two_equal_keys_of_an_event_the_last_is_sent() {
    let receiver = Receiver::start([]);
    let otlp = Otlp::http(receiver.url().parse().unwrap());
    let result = with_batch(
        || {
            trace_runtime::run_sync("twice", |cx| {
                cx.add_event("e", [("k", 1), ("other", 2), ("k", 3), ("", 4)]);
            });
        },
        move |batch| {
            let deadline = Deadline::after(std::time::Duration::from_secs(30));
            let mut exporter = OtlpExporter::new(&otlp).unwrap().code_attributes(false);
            exporter.export(batch, &deadline)
        },
    );
    assert_eq!(result, Ok(()));
    let span = spans(receiver.requests()[0].decode()).remove(0);
    let expected = [("other", Value::I64(2)), ("k", Value::I64(3))];
    assert_eq!(span.events[0].attributes, key_values(&expected));
}
