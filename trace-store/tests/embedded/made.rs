//! Traces, batches and clocks that are made.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use trace_model::otlp::{Batch, Limits, Signal, write_trace};
use trace_model::{
    Attribute, Link, LogRecord, Resource, Span, SpanId, SpanKind, Status, Trace, TraceId, Value,
};
use trace_store::embedded::{Clock, Settings};

pub(crate) const SECOND: u64 = 1_000_000_000;
/// The time at which all of it begins.
pub(crate) const BEGIN: u64 = 1_790_000_000 * SECOND;

pub(crate) fn id(number: u64) -> TraceId {
    // Spread, so that prefixes differ.
    let high = u128::from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    TraceId::from_u128(high << 64 | u128::from(number)).unwrap()
}

pub(crate) fn attribute(key: &str, value: impl Into<Value>) -> Attribute {
    Attribute {
        key: key.into(),
        value: value.into(),
    }
}

pub(crate) fn resource(service: &str) -> Arc<Resource> {
    Arc::new(Resource {
        attributes: vec![
            attribute("service.name", service),
            attribute("service.version", "1.2"),
        ],
        ..Resource::default()
    })
}

/// Span 1 is the root; the others are its children.
pub(crate) fn span(trace: u64, number: u64, service: &str, name: &str, nanos: [u64; 2]) -> Span {
    Span {
        trace_id: id(trace),
        span_id: SpanId::from_u64(number).unwrap(),
        parent: (number > 1).then(|| SpanId::from_u64(1).unwrap()),
        trace_state: "".into(),
        flags: 1,
        name: name.into(),
        kind: SpanKind::Server,
        start_unix_nanos: BEGIN + nanos[0],
        end_unix_nanos: BEGIN + nanos[1],
        attributes: vec![
            attribute("customer", &*format!("c{}", trace % 7)),
            attribute("count", number as i64),
        ],
        dropped_attributes: 0,
        events: Vec::new(),
        dropped_events: 0,
        links: Vec::new(),
        dropped_links: 0,
        status: Status::Unset,
        resource: resource(service),
        scope: Arc::default(),
    }
}

/// A link to the root of a trace.
pub(crate) fn link(trace: u64) -> Link {
    Link {
        trace_id: id(trace),
        span_id: SpanId::from_u64(1).unwrap(),
        trace_state: "".into(),
        flags: 0,
        attributes: Vec::new(),
        dropped_attributes: 0,
    }
}

pub(crate) fn line(trace: u64, text: &str) -> LogRecord {
    LogRecord {
        trace_id: id(trace),
        span_id: None,
        flags: 0,
        unix_nanos: BEGIN,
        observed_unix_nanos: 0,
        severity_number: 9,
        severity_text: "".into(),
        event_name: "".into(),
        body: text.into(),
        attributes: vec![attribute("correlation_id", text)],
        dropped_attributes: 0,
        resource: resource("orders"),
        scope: Arc::default(),
    }
}

pub(crate) fn batch(spans: Vec<Span>) -> Batch {
    let trace = Trace {
        spans,
        ..Trace::new(id(1))
    };
    read(Signal::Traces, write_trace(&trace).0)
}

pub(crate) fn lines(logs: Vec<LogRecord>) -> Batch {
    let trace = Trace {
        logs,
        ..Trace::new(id(1))
    };
    read(Signal::Logs, write_trace(&trace).1)
}

fn read(signal: Signal, bytes: Vec<u8>) -> Batch {
    let (batch, refused) = Batch::read(signal, Bytes::from(bytes), &Limits::default()).unwrap();
    assert_eq!(refused.count, 0);
    batch
}

/// A clock that stands still until it is told to move.
#[derive(Debug, Clone)]
pub(crate) struct Hands(Arc<AtomicU64>);

impl Hands {
    pub(crate) fn new() -> Self {
        Hands(Arc::new(AtomicU64::new(BEGIN)))
    }

    pub(crate) fn clock(&self) -> Clock {
        let [wall, steady] = [self.0.clone(), self.0.clone()];
        Clock::new(
            move || wall.load(Ordering::Relaxed),
            move || steady.load(Ordering::Relaxed),
        )
    }

    pub(crate) fn move_on(&self, by: Duration) {
        self.0.fetch_add(by.as_nanos() as u64, Ordering::Relaxed);
    }
}

/// Traces settle when they are told to only.
pub(crate) fn settings(folder: &std::path::Path, hands: &Hands) -> Settings {
    Settings {
        clock: hands.clock(),
        ..Settings::new(folder)
    }
}
