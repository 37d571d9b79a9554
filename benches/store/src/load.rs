//! The load: requests of OTLP as five services send them.
//!
//! A trace has 12 spans: the gateway calls auth and orders, orders asks a database and calls
//! payments, which calls notifications. A span has 8 attributes; a request is of one service
//! and holds about 500 spans, of the traces of one round. So a trace arrives in five pieces.

use bytes::Bytes;
use trace_model::SpanKind;

/// How many spans a trace has.
pub(crate) const SPANS: usize = 12;
/// How many traces are under way at a time.
pub(crate) const TRACES: usize = 208;

const MICROS: u64 = 1_000;

/// Who a span is of, and where it stands.
struct Shape {
    service: usize,
    /// The place of the parent in the trace.
    parent: Option<usize>,
    name: &'static str,
    kind: SpanKind,
    /// Start and end, in thousandths of the trace.
    from: u64,
    to: u64,
}

const SERVICES: [&str; 5] = ["gateway", "auth", "orders", "payments", "notifications"];

const fn shape(
    service: usize,
    parent: Option<usize>,
    name: &'static str,
    kind: SpanKind,
    [from, to]: [u64; 2],
) -> Shape {
    Shape {
        service,
        parent,
        name,
        kind,
        from,
        to,
    }
}

const TRACE: [Shape; SPANS] = [
    shape(0, None, "POST /checkout", SpanKind::Server, [0, 1000]),
    shape(0, Some(0), "POST", SpanKind::Client, [20, 140]),
    shape(1, Some(1), "POST /verify", SpanKind::Server, [30, 130]),
    shape(1, Some(2), "SELECT sessions", SpanKind::Client, [50, 120]),
    shape(0, Some(0), "POST", SpanKind::Client, [150, 980]),
    shape(2, Some(4), "POST /orders", SpanKind::Server, [160, 970]),
    shape(2, Some(5), "SELECT orders", SpanKind::Client, [170, 600]),
    shape(2, Some(5), "POST", SpanKind::Client, [610, 960]),
    shape(3, Some(7), "POST /payments", SpanKind::Server, [620, 950]),
    shape(3, Some(8), "charge_card", SpanKind::Internal, [630, 800]),
    shape(3, Some(8), "notify publish", SpanKind::Producer, [810, 940]),
    shape(
        4,
        Some(10),
        "notify process",
        SpanKind::Consumer,
        [850, 990],
    ),
];

/// Makes requests, the same for the same seed.
#[derive(Debug)]
pub(crate) struct Load {
    random: fastrand::Rng,
    /// Of the next trace, counted from 1 on; part of its id.
    next: u64,
    now_unix_nanos: u64,
}

impl Load {
    /// A load whose traces begin at this time, 100 µs apart.
    pub(crate) fn new(seed: u64, start_unix_nanos: u64) -> Self {
        Load {
            random: fastrand::Rng::with_seed(seed),
            next: 1,
            now_unix_nanos: start_unix_nanos,
        }
    }

    /// The requests of the next [`TRACES`] traces, one for each service: about 2,500 spans.
    /// Lists the ids of the traces.
    pub(crate) fn round(&mut self) -> ([Bytes; 5], Vec<u128>) {
        let mut spans: [Vec<u8>; 5] = Default::default();
        let mut ids = Vec::with_capacity(TRACES);
        for _ in 0..TRACES {
            ids.push(self.trace(&mut spans));
        }
        let requests = std::array::from_fn(|service| request(SERVICES[service], &spans[service]));
        (requests, ids)
    }

    fn trace(&mut self, out: &mut [Vec<u8>; 5]) -> u128 {
        let trace_id = u128::from(self.random.u64(1..)) << 64 | u128::from(self.random.u64(..));
        let span_ids: [u64; SPANS] = std::array::from_fn(|_| self.random.u64(1..));
        let start = self.now_unix_nanos;
        self.now_unix_nanos += 100 * MICROS;
        // Most take some ten milliseconds, few take seconds.
        let slow = self.random.u64(..).is_multiple_of(1_000);
        let duration = self.random.u64(5_000..60_000) * MICROS * if slow { 50 } else { 1 };
        let fails = self.random.u8(..) < 5;
        let customer = self.random.u32(..100_000);
        let order = self.next;
        self.next += 1;
        for (at, shape) in TRACE.iter().enumerate() {
            let jitter = self.random.u64(..900);
            let span = SpanOf {
                shape,
                trace_id,
                span_id: span_ids[at],
                parent: shape.parent.map(|parent| span_ids[parent]),
                start: start + duration / 1_000 * shape.from + jitter,
                end: start + duration / 1_000 * shape.to - jitter,
                fails: fails && shape.service == 3,
                customer,
                order,
                worker: self.random.u8(..32),
            };
            span.write(&mut out[shape.service]);
        }
        trace_id
    }
}

struct SpanOf<'a> {
    shape: &'a Shape,
    trace_id: u128,
    span_id: u64,
    parent: Option<u64>,
    start: u64,
    end: u64,
    fails: bool,
    customer: u32,
    order: u64,
    worker: u8,
}

impl SpanOf<'_> {
    /// Appends the span, as a field of `ScopeSpans`.
    fn write(&self, out: &mut Vec<u8>) {
        let mut span = Vec::with_capacity(400);
        bytes(&mut span, 1, &self.trace_id.to_be_bytes());
        bytes(&mut span, 2, &self.span_id.to_be_bytes());
        if let Some(parent) = self.parent {
            bytes(&mut span, 4, &parent.to_be_bytes());
        }
        bytes(&mut span, 5, self.shape.name.as_bytes());
        number(&mut span, 6, self.shape.kind.number().into());
        time(&mut span, 7, self.start);
        time(&mut span, 8, self.end);
        let status = if self.fails { 500 } else { 200 };
        let customer = format!("customer-{:06}", self.customer);
        let path = format!("/v1/orders/{}", self.order);
        text_attribute(&mut span, "http.request.method", "POST");
        text_attribute(&mut span, "url.path", &path);
        number_attribute(&mut span, "http.response.status_code", status);
        text_attribute(&mut span, "server.address", "orders.internal");
        number_attribute(&mut span, "server.port", 8080);
        text_attribute(&mut span, "customer.id", &customer);
        text_attribute(&mut span, "code.function.name", "shop::orders::place_order");
        number_attribute(&mut span, "thread.id", self.worker.into());
        if self.fails {
            let mut status = Vec::new();
            bytes(&mut status, 2, b"card declined");
            number(&mut status, 3, 2);
            bytes(&mut span, 15, &status);
        }
        bytes(out, 2, &span);
    }
}

fn request(service: &str, spans: &[u8]) -> Bytes {
    let mut resource = Vec::new();
    text_attribute_in(&mut resource, 1, "service.name", service);
    text_attribute_in(&mut resource, 1, "service.version", "1.4.2");
    text_attribute_in(&mut resource, 1, "service.instance.id", "7c1f2d9e-1");
    text_attribute_in(&mut resource, 1, "host.name", "app-3.internal");
    let mut scope = Vec::new();
    bytes(&mut scope, 1, b"shop");
    let mut scope_spans = Vec::with_capacity(spans.len() + 32);
    bytes(&mut scope_spans, 1, &scope);
    scope_spans.extend_from_slice(spans);
    let mut resource_spans = Vec::with_capacity(scope_spans.len() + 200);
    bytes(&mut resource_spans, 1, &resource);
    bytes(&mut resource_spans, 2, &scope_spans);
    let mut request = Vec::with_capacity(resource_spans.len() + 8);
    bytes(&mut request, 1, &resource_spans);
    request.into()
}

fn text_attribute(out: &mut Vec<u8>, key: &str, value: &str) {
    text_attribute_in(out, 9, key, value);
}

fn text_attribute_in(out: &mut Vec<u8>, field: u64, key: &str, value: &str) {
    let mut any = Vec::with_capacity(value.len() + 3);
    bytes(&mut any, 1, value.as_bytes());
    attribute(out, field, key, &any);
}

fn number_attribute(out: &mut Vec<u8>, key: &str, value: u64) {
    let mut any = Vec::with_capacity(4);
    number(&mut any, 3, value);
    attribute(out, 9, key, &any);
}

fn attribute(out: &mut Vec<u8>, field: u64, key: &str, any: &[u8]) {
    let mut pair = Vec::with_capacity(key.len() + any.len() + 4);
    bytes(&mut pair, 1, key.as_bytes());
    bytes(&mut pair, 2, any);
    bytes(out, field, &pair);
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn number(out: &mut Vec<u8>, field: u64, value: u64) {
    varint(out, field << 3);
    varint(out, value);
}

fn time(out: &mut Vec<u8>, field: u64, value: u64) {
    varint(out, field << 3 | 1);
    out.extend_from_slice(&value.to_le_bytes());
}

fn bytes(out: &mut Vec<u8>, field: u64, value: &[u8]) {
    varint(out, field << 3 | 2);
    varint(out, value.len() as u64);
    out.extend_from_slice(value);
}
