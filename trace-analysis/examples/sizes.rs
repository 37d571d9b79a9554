//! How long the analysis of large traces takes: `cargo run --release -p trace-analysis
//! --example sizes`.

use std::sync::Arc;
use std::time::Instant;

use trace_analysis::Analysis;
use trace_model::{
    Attribute, Resource, Scope, Span, SpanId, SpanKind, Status, Trace, TraceId, Value,
};

/// A generator of spans in a trace.
struct Spans {
    trace: Trace,
    resources: Vec<Arc<Resource>>,
    scope: Arc<Scope>,
}

impl Spans {
    fn new() -> Self {
        let resource = |service: u32| {
            let name = Attribute {
                key: "service.name".into(),
                value: Value::from(&*format!("service {service}")),
            };
            Arc::new(Resource {
                attributes: vec![name],
                ..Resource::default()
            })
        };
        Spans {
            trace: Trace::new(TraceId::from_u128(1).expect("one is not zero")),
            resources: (0..12).map(resource).collect(),
            scope: Arc::default(),
        }
    }

    fn add(&mut self, parent: u64, service: usize, kind: SpanKind, start: u64, end: u64) -> u64 {
        let number = self.trace.spans.len() as u64 + 1;
        self.trace.spans.push(Span {
            trace_id: self.trace.id,
            span_id: id(number).expect("numbers begin at one"),
            parent: id(parent),
            trace_state: "".into(),
            flags: 1,
            name: format!("operation {}", number % 20).into(),
            kind,
            start_unix_nanos: start,
            end_unix_nanos: end,
            attributes: (0..6).map(|key| attribute(key, number)).collect(),
            dropped_attributes: 0,
            events: Vec::new(),
            dropped_events: 0,
            links: Vec::new(),
            dropped_links: 0,
            status: match number % 500 {
                0 => Status::Error {
                    message: "no answer".into(),
                },
                _ => Status::Unset,
            },
            resource: self.resources[service % self.resources.len()].clone(),
            scope: self.scope.clone(),
        });
        number
    }

    fn len(&self) -> usize {
        self.trace.spans.len()
    }
}

/// The ids of real spans are spread over all numbers.
fn id(number: u64) -> Option<SpanId> {
    SpanId::from_u64(number.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

fn attribute(key: u64, number: u64) -> Attribute {
    Attribute {
        key: format!("key.{key}").into(),
        value: Value::Int((number * key) as i64),
    }
}

/// Requests that call other services, eight spans each, level by level.
fn realistic(size: usize) -> Trace {
    use SpanKind::{Client, Internal, Server};
    let mut spans = Spans::new();
    let mut open = std::collections::VecDeque::new();
    open.push_back((spans.add(0, 0, Server, 0, 1 << 50), 0, 0, 1 << 50));
    while let Some((parent, service, start, end)) = open.pop_front() {
        if spans.len() + 8 > size {
            break;
        }
        let part = (end - start) / 5;
        for place in 0..4_u64 {
            let from = start + place * part + part / 9;
            let to = from + part - part / 5;
            if place == 0 {
                spans.add(parent, service, Internal, from, to);
                spans.add(parent, service, Client, from + 1, to - 1);
                continue;
            }
            let call = spans.add(parent, service, Client, from, to);
            let next = service + place as usize;
            let (from, to) = (from + part / 50, to - part / 50);
            let server = spans.add(call, next, Server, from, to);
            open.push_back((server, next, from, to));
        }
    }
    spans.trace
}

fn chain(size: usize) -> Trace {
    let mut spans = Spans::new();
    let size = size as u64;
    for depth in 0..size {
        spans.add(depth, 0, SpanKind::Internal, depth, 2 * size - depth);
    }
    spans.trace
}

fn fan(size: usize) -> Trace {
    let mut spans = Spans::new();
    let size = size as u64;
    let root = spans.add(0, 0, SpanKind::Server, 0, size * 100);
    for child in 1..size {
        let start = child * 100;
        spans.add(root, 1, SpanKind::Client, start, start + 50 + child % 90);
    }
    spans.trace
}

fn main() {
    let shapes = [
        ("realistic", realistic as fn(usize) -> Trace),
        ("chain", chain),
        ("fan", fan),
    ];
    for (shape, make) in shapes {
        for size in [10_000, 100_000] {
            let trace = make(size);
            let mut millis: Vec<f64> = (0..11)
                .map(|_| {
                    let begun = Instant::now();
                    std::hint::black_box(Analysis::of(std::hint::black_box(&trace)));
                    begun.elapsed().as_secs_f64() * 1_000.0
                })
                .collect();
            millis.sort_by(f64::total_cmp);
            let spans = trace.spans.len();
            // On a machine with other work the best says most.
            let (best, median) = (millis[0], millis[5]);
            println!("{shape:<10}{spans:>8} spans: best {best:>6.1} ms, median {median:>6.1} ms");
        }
    }
}
