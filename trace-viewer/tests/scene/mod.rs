//! A payment that fails: five services, and where its time goes is known.

#![allow(dead_code, clippy::unwrap_used)] // each file uses a part

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use trace_model::{
    Attribute, Event, LogRecord, Resource, Scope, Span, SpanId, SpanKind, Status, Trace, TraceId,
    Value,
};

pub(crate) const ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const MILLI: u64 = 1_000_000;

/// A moment ago, in nanoseconds since 1970.
pub(crate) fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_nanos() as u64 - 5_000 * MILLI
}

/// The scene, from this time on.
pub(crate) fn checkout(start: u64) -> Trace {
    use SpanKind::{Client, Consumer, Internal, Producer, Server};
    let mut scene = Scene {
        start,
        trace: Trace::new(ID.parse().unwrap()),
    };
    scene.span(1, 0, "gateway", Server, "POST /checkout", 0..2_565);
    scene.span(2, 1, "gateway", Client, "POST /orders", 5..2_560);
    scene.span(3, 2, "orders", Server, "POST /orders", 10..2_555);
    scene.span(4, 3, "orders", Client, "SELECT orders", 20..2_330);
    scene.span(5, 3, "orders", Client, "POST /payments", 2_340..2_520);
    scene.fails("");
    scene.span(6, 5, "payments", Server, "POST /payments", 2_350..2_510);
    scene.fails("");
    scene.span(7, 6, "payments", Internal, "charge card", 2_360..2_500);
    scene.fails("card declined: insufficient funds");
    scene.span(8, 3, "orders", Producer, "send receipt", 2_530..2_531);
    scene.span(9, 8, "mail", Consumer, "process receipt", 2_540..2_550);
    scene.trace
}

struct Scene {
    start: u64,
    trace: Trace,
}

fn text(key: &str, value: &str) -> Attribute {
    Attribute {
        key: key.into(),
        value: value.into(),
    }
}

fn resource(service: &str) -> Arc<Resource> {
    Arc::new(Resource {
        attributes: vec![text("service.name", service)],
        ..Resource::default()
    })
}

impl Scene {
    fn span(
        &mut self,
        id: u64,
        parent: u64,
        service: &str,
        kind: SpanKind,
        name: &str,
        millis: std::ops::Range<u64>,
    ) {
        self.trace.spans.push(Span {
            trace_id: self.trace.id,
            span_id: SpanId::from_u64(id).unwrap(),
            parent: SpanId::from_u64(parent),
            trace_state: "".into(),
            flags: 1,
            name: name.into(),
            kind,
            start_unix_nanos: self.start + millis.start * MILLI,
            end_unix_nanos: self.start + millis.end * MILLI,
            attributes: Vec::new(),
            dropped_attributes: 0,
            events: Vec::new(),
            dropped_events: 0,
            links: Vec::new(),
            dropped_links: 0,
            status: Status::Unset,
            resource: resource(service),
            scope: Arc::new(Scope::default()),
        });
    }

    /// The last span fails; where there is a message, with an exception and a log line.
    fn fails(&mut self, message: &str) {
        let span = self.trace.spans.last_mut().unwrap();
        span.status = Status::Error {
            message: message.into(),
        };
        if message.is_empty() {
            return;
        }
        span.events.push(Event {
            unix_nanos: span.start_unix_nanos + 100 * MILLI,
            name: "exception".into(),
            attributes: vec![text("exception.type", "Declined")],
            dropped_attributes: 0,
        });
        self.trace.logs.push(LogRecord {
            trace_id: span.trace_id,
            span_id: Some(span.span_id),
            flags: 1,
            unix_nanos: span.start_unix_nanos + 90 * MILLI,
            observed_unix_nanos: 0,
            severity_number: 13,
            severity_text: "WARN".into(),
            event_name: "".into(),
            body: Value::from("the bank refuses the card"),
            attributes: vec![text("bank", "first")],
            dropped_attributes: 0,
            resource: span.resource.clone(),
            scope: span.scope.clone(),
        });
    }
}

/// A trace of one span.
pub(crate) fn single(id: u128, name: &str, correlation: &str) -> Trace {
    let mut scene = Scene {
        start: now(),
        trace: Trace::new(TraceId::from_u128(id).unwrap()),
    };
    scene.span(1, 0, "single", SpanKind::Internal, name, 0..10);
    scene.trace.spans[0]
        .attributes
        .push(text("trace.correlation_id", correlation));
    scene.trace
}
