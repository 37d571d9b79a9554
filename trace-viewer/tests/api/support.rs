//! A store with two traces, and a router over it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use bytes::Bytes;
use http_body_util::BodyExt;
use tower::ServiceExt;
use trace_model::otlp::{Batch, Limits, Signal, write_trace};
use trace_model::{
    Attribute, Event, Link, LogRecord, Resource, Scope, Span, SpanId, SpanKind, Status, Trace,
    TraceId, Value,
};
use trace_store::{MemoryStore, Store};
use trace_viewer::api::{self, Settings};

/// 2020-11-26T10:00:00Z.
pub(crate) const NOON: u64 = 1_606_384_800_000_000_000;
pub(crate) const MILLI: u64 = 1_000_000;
/// The id of the trace of an order.
pub(crate) const ORDER: u128 = 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736;

pub(crate) fn attribute(key: &str, value: impl Into<Value>) -> Attribute {
    Attribute {
        key: key.into(),
        value: value.into(),
    }
}

pub(crate) fn span(trace_id: u128, number: u64, parent: u64, service: &str, name: &str) -> Span {
    Span {
        trace_id: TraceId::from_u128(trace_id).expect("a trace id is not zero"),
        span_id: SpanId::from_u64(number).expect("a span id is not zero"),
        parent: SpanId::from_u64(parent),
        trace_state: "".into(),
        flags: 1,
        name: name.into(),
        kind: SpanKind::Server,
        start_unix_nanos: NOON,
        end_unix_nanos: NOON + 100 * MILLI,
        attributes: Vec::new(),
        dropped_attributes: 0,
        events: Vec::new(),
        dropped_events: 0,
        links: Vec::new(),
        dropped_links: 0,
        status: Status::Unset,
        resource: Arc::new(Resource {
            attributes: vec![
                attribute("service.name", service),
                attribute("service.version", "1.2"),
                attribute("service.instance.id", "i-1"),
            ],
            ..Resource::default()
        }),
        scope: Arc::default(),
    }
}

/// A gateway calls the orders, which fail: with every kind of attribute, an event, a link, a
/// library, a log line.
pub(crate) fn order() -> Trace {
    let mut orders = span(ORDER, 0xb, 0xa, "orders", "POST /orders");
    orders.start_unix_nanos = NOON + 10 * MILLI + 1_500;
    orders.end_unix_nanos = NOON + 90 * MILLI;
    orders.attributes = vec![
        attribute("customer", "Zoë"),
        attribute("http.status_code", 500),
        attribute("huge", i64::MAX),
        attribute("ratio", 0.5),
        attribute("nothing", f64::NAN),
        attribute("retried", true),
        attribute("bytes", Value::Bytes(vec![1, 2, 255].into())),
        attribute("list", Value::List(vec!["a".into(), 1.into()])),
    ];
    orders.events = vec![Event {
        unix_nanos: NOON + 80 * MILLI,
        name: "exception".into(),
        attributes: vec![attribute("exception.message", "card declined")],
        dropped_attributes: 0,
    }];
    orders.links = vec![Link {
        trace_id: TraceId::from_u128(0xab1).expect("a trace id is not zero"),
        span_id: SpanId::from_u64(0xc).expect("a span id is not zero"),
        trace_state: "".into(),
        flags: 0,
        attributes: Vec::new(),
        dropped_attributes: 0,
    }];
    orders.status = Status::Error {
        message: "card declined".into(),
    };
    orders.trace_state = "vendor=1".into();
    orders.dropped_attributes = 2;
    orders.scope = Arc::new(Scope {
        name: "axum".into(),
        version: "0.8".into(),
        ..Scope::default()
    });
    let mut gateway = span(ORDER, 0xa, 0, "gateway", "POST /buy");
    gateway.attributes = vec![attribute("trace.correlation_id", "order 7")];
    let line = LogRecord {
        trace_id: orders.trace_id,
        span_id: Some(orders.span_id),
        flags: 1,
        unix_nanos: NOON + 85 * MILLI,
        observed_unix_nanos: 0,
        severity_number: 17,
        severity_text: "ERROR".into(),
        event_name: "".into(),
        body: "no money".into(),
        attributes: Vec::new(),
        dropped_attributes: 0,
        resource: orders.resource.clone(),
        scope: Arc::default(),
    };
    Trace {
        logs: vec![line],
        spans: vec![gateway, orders],
        ..Trace::new(TraceId::from_u128(ORDER).expect("a trace id is not zero"))
    }
}

/// One span with an id of 64 bits, whose parent has not come, a minute earlier.
pub(crate) fn job() -> Trace {
    let mut job = span(0xab1, 0xc, 0xd, "cron", "<script>alert(1)</script>");
    job.kind = SpanKind::Internal;
    job.start_unix_nanos = NOON - 60_000 * MILLI;
    job.end_unix_nanos = job.start_unix_nanos + 2_000 * MILLI;
    Trace {
        spans: vec![job],
        ..Trace::new(TraceId::from_u128(0xab1).expect("a trace id is not zero"))
    }
}

pub(crate) async fn store(traces: &[Trace]) -> Arc<dyn Store> {
    let store = MemoryStore::new();
    for trace in traces {
        write(&store, trace).await;
    }
    Arc::new(store)
}

/// Sends a trace, or more of it.
pub(crate) async fn write(store: &dyn Store, trace: &Trace) {
    let (spans, logs) = write_trace(trace);
    for (signal, bytes) in [(Signal::Traces, spans), (Signal::Logs, logs)] {
        let read = Batch::read(signal, Bytes::from(bytes), &Limits::default());
        let (batch, refused) = read.expect("what we encode is OTLP");
        assert_eq!(refused.count, 0, "{}", refused.first);
        let written = store.write(batch).await;
        written.expect("a store in memory takes everything");
    }
}

/// The two traces, for programs of this machine.
pub(crate) async fn viewer() -> Router {
    api::router(store(&[order(), job()]).await, Settings::default())
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("the header is text"))
    }
}

/// Sends `METHOD path`, with headers; the host is this machine's unless one is given.
pub(crate) async fn ask(router: &Router, request: &str, headers: &[(&str, &str)]) -> Answer {
    let (method, path) = request
        .split_once(' ')
        .expect("a request is a method and a path");
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "127.0.0.1:4318");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request
        .body(Body::empty())
        .expect("the request is one of HTTP");
    let answer = router
        .clone()
        .oneshot(request)
        .await
        .expect("a router never fails");
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.expect("a body in memory arrives");
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.to_bytes().to_vec(),
    }
}

pub(crate) async fn get(router: &Router, path: &str) -> Answer {
    ask(router, &format!("GET {path}"), &[]).await
}
