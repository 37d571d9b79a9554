//! Traces to write, and stores to write them to.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use test_servers::Redis;
use trace_model::otlp::{Batch, Limits, Signal, write_trace};
use trace_model::{Attribute, LogRecord, Resource, Span, SpanId, SpanKind, Status, Trace, TraceId};
use trace_store::Store;
use trace_store::redis::{RedisStore, Settings};

pub(crate) const MILLI: u64 = 1_000_000;
pub(crate) const SECOND: u64 = 1_000 * MILLI;

/// A store that settles traces at once, as good as.
pub(crate) async fn connect(urls: impl IntoIterator<Item = String>) -> RedisStore {
    RedisStore::connect(settings(urls)).await.unwrap()
}

pub(crate) fn settings(urls: impl IntoIterator<Item = String>) -> Settings {
    Settings {
        quiet: Duration::from_millis(50),
        // The machine may be busy; a test of what does not answer has a limit of its own.
        timeout: Duration::from_secs(20),
        ..Settings::new(urls)
    }
}

/// A server of its own for a test, and a store there.
pub(crate) async fn one() -> (Redis, RedisStore) {
    let server = Redis::start_with(&["--maxmemory", "512mb"]).unwrap();
    let store = connect([server.url()]).await;
    (server, store)
}

pub(crate) fn id(number: u128) -> TraceId {
    TraceId::from_u128(number).unwrap()
}

pub(crate) fn attribute(key: &str, value: &str) -> Attribute {
    Attribute {
        key: key.into(),
        value: value.into(),
    }
}

pub(crate) fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_nanos() as u64
}

/// Span `number` of a trace, under the one before it.
pub(crate) fn span(
    trace_id: TraceId,
    number: u64,
    service: &str,
    name: &str,
    times: [u64; 2],
) -> Span {
    Span {
        trace_id,
        span_id: SpanId::from_u64(number).unwrap(),
        parent: SpanId::from_u64(number - 1),
        trace_state: "".into(),
        flags: 1,
        name: name.into(),
        kind: SpanKind::Server,
        start_unix_nanos: times[0],
        end_unix_nanos: times[1],
        attributes: vec![attribute("customer", &format!("c{}", trace_id.to_u128()))],
        dropped_attributes: 0,
        events: Vec::new(),
        dropped_events: 0,
        links: Vec::new(),
        dropped_links: 0,
        status: Status::Unset,
        resource: Arc::new(Resource {
            attributes: vec![attribute("service.name", service)],
            ..Resource::default()
        }),
        scope: Arc::default(),
    }
}

pub(crate) fn failed(mut span: Span) -> Span {
    span.status = Status::Error {
        message: "sold out".into(),
    };
    span
}

/// A request with these spans, of whichever traces.
pub(crate) fn batch(spans: Vec<Span>) -> Batch {
    let trace = Trace {
        spans,
        ..Trace::new(id(1))
    };
    let (spans, _) = write_trace(&trace);
    read(Signal::Traces, spans)
}

pub(crate) fn lines(logs: Vec<LogRecord>) -> Batch {
    let trace = Trace {
        logs,
        ..Trace::new(id(1))
    };
    let (_, lines) = write_trace(&trace);
    read(Signal::Logs, lines)
}

fn read(signal: Signal, bytes: Vec<u8>) -> Batch {
    let (batch, refused) = Batch::read(signal, Bytes::from(bytes), &Limits::default()).unwrap();
    assert_eq!(refused.count, 0);
    batch
}

/// Traces 1 to `count`, each a second after the one before, the last a minute ago: a gateway
/// calls the orders, which take as many milliseconds as the number of the trace says. Those
/// that 3 divides fail.
pub(crate) fn traces(count: u64) -> Vec<Span> {
    let begin = now() - (60 + count) * SECOND;
    let trace = |number: u64| {
        let trace_id = id(number.into());
        let start = begin + number * SECOND;
        let times = [start, start + number * MILLI];
        let orders = span(trace_id, 2, "orders", "POST /orders", times);
        let orders = if number.is_multiple_of(3) {
            failed(orders)
        } else {
            orders
        };
        [span(trace_id, 1, "gateway", "POST /buy", times), orders]
    };
    (1..=count).flat_map(trace).collect()
}

/// Waits until something is so; fails after half a minute.
pub(crate) async fn eventually<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    let since = Instant::now();
    while !is_so().await {
        assert!(since.elapsed() < Duration::from_secs(30), "not so: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until all traces are settled.
pub(crate) async fn settled(store: &RedisStore) {
    eventually("all traces are settled", || async {
        store.status().await.live_traces == 0
    })
    .await;
}

pub(crate) fn line(trace_id: TraceId, unix_nanos: u64, body: &str) -> LogRecord {
    LogRecord {
        trace_id,
        span_id: None,
        flags: 1,
        unix_nanos,
        observed_unix_nanos: unix_nanos,
        severity_number: 9,
        severity_text: "INFO".into(),
        body: body.into(),
        event_name: "".into(),
        attributes: vec![attribute("correlation_id", "r1")],
        dropped_attributes: 0,
        resource: Arc::new(Resource {
            attributes: vec![attribute("service.name", "orders")],
            ..Resource::default()
        }),
        scope: Arc::default(),
    }
}
