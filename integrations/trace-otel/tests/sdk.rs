//! Exporters of the OpenTelemetry SDK behind our pipeline.
#![cfg(feature = "sdk")]
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support;

use std::time::{Duration, SystemTime};

use allocation_counter::measure;
use opentelemetry::trace::{self, SpanKind};
use opentelemetry::{Array, KeyValue, Value};
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SpanData, SpanExporter as ForeignExporter};
use support::with_batch;
use trace_otel::SdkExporter;
use trace_runtime::context::{TraceFlags, TraceState};
use trace_runtime::exporter::{Deadline, ExportError, SpanExporter};
use trace_runtime::{SpanBuilder, SpanContext, SpanId, Status, TraceContract, TraceId, traced};

fn record() {
    let link = SpanContext::remote(
        TraceId::from_u128(7).unwrap(),
        SpanId::from_u64(8).unwrap(),
        TraceFlags::SAMPLED,
        TraceState::parse("a=1").unwrap(),
    );
    let root = SpanBuilder::named("charge").kind(trace_runtime::SpanKind::Client);
    trace_runtime::run_sync(root, |cx| {
        cx.set_attribute("cents", 100);
        cx.set_attribute("currencies", vec!["eur", "usd"]);
        cx.add_event("sent", [("bytes", 5)]);
        cx.add_link(link, [("why", "retry")]);
        cx.set_status(Status::Error("declined".into()));
        cx.seal().open_sync("child", |_| ());
    });
}

#[test]
fn spans_arrive_with_all_they_hold() {
    let memory = InMemorySpanExporter::default();
    let foreign = memory.clone();
    let before = SystemTime::now();
    let (result, finished) = with_batch(record, move |batch| {
        let finished: Vec<_> = batch.spans().map(|span| span.to_finished()).collect();
        let mut exporter = SdkExporter::new(foreign);
        (
            exporter.export(batch, &Deadline::after(Duration::from_secs(30))),
            finished,
        )
    });
    assert_eq!(result, Ok(()));
    let ours = finished.iter().find(|span| span.name == "charge").unwrap();
    let spans = memory.get_finished_spans().unwrap();
    assert_eq!(spans.len(), 2);
    let span = spans.iter().find(|span| span.name == "charge").unwrap();
    let child = spans.iter().find(|span| span.name == "child").unwrap();

    assert_eq!(
        span.span_context.trace_id().to_bytes(),
        ours.trace_id.to_bytes()
    );
    assert_eq!(
        span.span_context.span_id().to_bytes(),
        ours.span_id.to_bytes()
    );
    assert!(span.span_context.is_sampled() && !span.span_context.is_remote());
    assert_eq!(span.parent_span_id, trace::SpanId::INVALID);
    assert_eq!(child.parent_span_id, span.span_context.span_id());
    assert!(!child.parent_span_is_remote);
    assert_eq!(span.span_kind, SpanKind::Client);
    assert_eq!(child.span_kind, SpanKind::Internal);
    assert_eq!(span.status, trace::Status::error("declined"));
    assert_eq!(child.status, trace::Status::Unset);
    assert!(span.start_time + Duration::from_secs(60) > before);
    assert!(span.start_time <= child.start_time && child.end_time <= span.end_time);
    assert!(span.attributes.contains(&KeyValue::new("cents", 100)));
    let currencies = Value::Array(Array::String(vec!["eur".into(), "usd".into()]));
    assert!(
        span.attributes
            .contains(&KeyValue::new("currencies", currencies))
    );

    let event = &span.events.events[0];
    assert_eq!(event.name, "sent");
    assert_eq!(event.attributes, [KeyValue::new("bytes", 5)]);
    let link = &span.links.links[0];
    assert_eq!(link.span_context.trace_id(), trace::TraceId::from(7));
    assert_eq!(link.span_context.span_id(), trace::SpanId::from(8));
    assert_eq!(link.span_context.trace_state().get("a"), Some("1"));
    assert_eq!(link.attributes, [KeyValue::new("why", "retry")]);
    assert_eq!(span.instrumentation_scope.name(), "trace-runtime");
}

#[traced(attributes(id, name, list, late))]
fn declare(cx: &TraceContract, id: u64, name: &str, list: &[i64], late: bool) {
    if late {
        cx.set_attribute("id", "set again");
    }
}

#[test]
fn declared_attributes_arrive_in_order_and_once() {
    let memory = InMemorySpanExporter::default();
    let foreign = memory.clone();
    let record = || {
        trace_runtime::run_sync("root", |cx| {
            declare(cx, 1, "é", &[2, 3], false);
            declare(cx, 1, "é", &[2, 3], true);
        });
    };
    let result = with_batch(record, move |batch| {
        let mut exporter = SdkExporter::new(foreign).code_attributes(false);
        exporter.export(batch, &Deadline::after(Duration::from_secs(30)))
    });
    assert_eq!(result, Ok(()));
    let spans = memory.get_finished_spans().unwrap();
    let list = Value::Array(Array::I64(vec![2, 3]));
    let common = [KeyValue::new("name", "é"), KeyValue::new("list", list)];
    let mut plain = vec![KeyValue::new("id", 1)];
    plain.extend(common.clone());
    plain.push(KeyValue::new("late", false));
    assert_eq!(spans[0].attributes, plain);
    let mut late = common.to_vec();
    late.push(KeyValue::new("late", true));
    late.push(KeyValue::new("id", "set again"));
    assert_eq!(spans[1].attributes, late);
}

#[test]
fn a_traced_function_says_where_it_is() {
    let memory = InMemorySpanExporter::default();
    let foreign = memory.clone();
    let record = || trace_runtime::run_sync("root", |cx| declare(cx, 1, "é", &[], false));
    let result = with_batch(record, move |batch| {
        SdkExporter::new(foreign).export(batch, &Deadline::after(Duration::from_secs(30)))
    });
    assert_eq!(result, Ok(()));
    let spans = memory.get_finished_spans().unwrap();
    let [.., function, file, line] = &spans[0].attributes[..] else {
        panic!("{:?}", spans[0].attributes);
    };
    assert_eq!(
        *function,
        KeyValue::new("code.function.name", "sdk::declare")
    );
    assert_eq!(*file, KeyValue::new("code.file.path", file!()));
    assert_eq!(line.key.as_str(), "code.line.number");
}

/// Takes spans and drops them.
#[derive(Debug)]
struct Sink;

impl ForeignExporter for Sink {
    async fn export(&self, _: Vec<SpanData>) -> OTelSdkResult {
        Ok(())
    }
}

#[test]
fn only_what_a_span_owns_is_allocated() {
    const SPANS: u64 = 1_000;
    let record = || {
        trace_runtime::run_sync("root", |cx| {
            (0..SPANS).for_each(|id| declare(cx, id, "ann", &[1], false));
        });
    };
    let count = with_batch(record, |batch| {
        let deadline = Deadline::after(Duration::from_secs(30));
        let mut exporter = SdkExporter::new(Sink);
        assert_eq!(exporter.export(batch, &deadline), Ok(()));
        measure(|| assert_eq!(exporter.export(batch, &deadline), Ok(()))).count_total
    });
    // Attributes, text and list; and a few for the batch.
    assert!((3 * SPANS..3 * SPANS + 50).contains(&count), "{count}");
}

/// Fails, or never answers.
#[derive(Debug)]
struct Broken {
    hangs: bool,
}

impl ForeignExporter for Broken {
    async fn export(&self, _: Vec<SpanData>) -> OTelSdkResult {
        if self.hangs {
            std::future::pending::<()>().await;
        }
        Err(OTelSdkError::InternalFailure("broken".to_owned()))
    }
}

fn export(broken: Broken) -> Result<(), ExportError> {
    with_batch(record, |batch| {
        SdkExporter::new(broken)
            .timeout(Duration::from_millis(100))
            .export(batch, &Deadline::after(Duration::from_secs(30)))
    })
}

#[test]
fn failures_are_ours() {
    let Err(ExportError::Failed(reason)) = export(Broken { hangs: false }) else {
        panic!("it fails")
    };
    assert!(reason.contains("broken"), "{reason}");
    assert_eq!(export(Broken { hangs: true }), Err(ExportError::TimedOut));
}
