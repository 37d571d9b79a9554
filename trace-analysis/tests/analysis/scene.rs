//! Traces, made up span by span.

use std::collections::HashMap;
use std::sync::Arc;

use trace_model::{
    Attribute, Event, Resource, Scope, Span, SpanId, SpanKind, Status, Trace, TraceId, Value,
};

pub(crate) const MS: u64 = 1_000_000;
/// When the scenes begin: some time in 2026.
pub(crate) const ORIGIN: u64 = 1_790_000_000_000_000_000;

/// A trace in the making. Times are milliseconds after its begin.
pub(crate) struct Scene {
    trace: Trace,
    resources: HashMap<String, Arc<Resource>>,
    scope: Arc<Scope>,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Scene {
            trace: Trace::new(TraceId::from_u128(7).expect("seven is not zero")),
            resources: HashMap::new(),
            scope: Arc::new(Scope::default()),
        }
    }

    /// Adds a span of `service`, below the span `parent` (0: none); gives its number.
    pub(crate) fn span(
        &mut self,
        parent: u64,
        service: &str,
        name: &str,
        kind: SpanKind,
        times: (u64, u64),
    ) -> u64 {
        let (start, end) = (ORIGIN + times.0 * MS, ORIGIN + times.1 * MS);
        self.exact(parent, service, name, kind, (start, end))
    }

    /// Like [`span`](Self::span), in nanoseconds since 1970.
    pub(crate) fn exact(
        &mut self,
        parent: u64,
        service: &str,
        name: &str,
        kind: SpanKind,
        times: (u64, u64),
    ) -> u64 {
        let id = self.trace.spans.len() as u64 + 1;
        let resource = self.resources.entry(service.to_owned()).or_insert_with(|| {
            Arc::new(Resource {
                attributes: vec![attribute("service.name", service)],
                ..Resource::default()
            })
        });
        self.trace.spans.push(Span {
            trace_id: self.trace.id,
            span_id: SpanId::from_u64(id).expect("numbers begin at one"),
            parent: SpanId::from_u64(parent),
            trace_state: "".into(),
            flags: 1,
            name: name.into(),
            kind,
            start_unix_nanos: times.0,
            end_unix_nanos: times.1,
            attributes: Vec::new(),
            dropped_attributes: 0,
            events: Vec::new(),
            dropped_events: 0,
            links: Vec::new(),
            dropped_links: 0,
            status: Status::Unset,
            resource: resource.clone(),
            scope: self.scope.clone(),
        });
        id
    }

    /// The span with this number, to be changed.
    pub(crate) fn change(&mut self, number: u64) -> &mut Span {
        &mut self.trace.spans[number as usize - 1]
    }

    pub(crate) fn fail(&mut self, number: u64, message: &str) {
        self.change(number).status = Status::Error {
            message: message.into(),
        };
    }

    /// Records an exception `after` milliseconds after the scene's begin.
    pub(crate) fn exception(
        &mut self,
        number: u64,
        after: u64,
        kind: &str,
        message: &str,
        stack: &str,
    ) {
        self.change(number).events.push(Event {
            unix_nanos: ORIGIN + after * MS,
            name: "exception".into(),
            attributes: vec![
                attribute("exception.type", kind),
                attribute("exception.message", message),
                attribute("exception.stacktrace", stack),
            ],
            dropped_attributes: 0,
        });
    }

    pub(crate) fn set(&mut self, number: u64, key: &str, value: impl Into<Value>) {
        let value = value.into();
        let key = key.into();
        let attributes = &mut self.change(number).attributes;
        attributes.push(Attribute { key, value });
    }

    pub(crate) fn trace(self) -> Trace {
        self.trace
    }
}

pub(crate) fn attribute(key: &str, value: &str) -> Attribute {
    Attribute {
        key: key.into(),
        value: value.into(),
    }
}

/// The founding scene: the gateway asks `orders`, whose database is slow.
pub(crate) fn slow_order() -> Trace {
    use SpanKind::{Client, Internal, Server};
    let mut scene = Scene::new();
    let root = scene.span(0, "gateway", "POST /checkout", Server, (0, 2_565));
    let call = scene.span(root, "gateway", "POST orders", Client, (20, 2_540));
    let orders = scene.span(call, "orders", "POST /orders", Server, (30, 2_530));
    scene.span(orders, "orders", "check stock", Internal, (40, 100));
    scene.span(orders, "orders", "SELECT orders", Client, (150, 2_460));
    scene.trace()
}

/// Five services, one below the other; `payments` fails, and all above it.
pub(crate) fn failed_payment() -> Trace {
    use SpanKind::{Client, Server};
    let mut scene = Scene::new();
    let services = ["gateway", "shop", "checkout", "orders", "payments"];
    let mut parent = 0;
    for (depth, service) in (0_u64..).zip(services) {
        let times = (depth * 20, 500 - depth * 20);
        let server = scene.span(parent, service, &format!("POST /{service}"), Server, times);
        scene.fail(server, "failed");
        if service != "payments" {
            let times = (depth * 20 + 10, 490 - depth * 20);
            parent = scene.span(server, service, "POST", Client, times);
            scene.fail(parent, "502");
            scene.span(
                server,
                service,
                "log in",
                Client,
                (depth * 20 + 1, depth * 20 + 5),
            );
        } else {
            let charge = scene.span(server, service, "charge card", Client, (100, 330));
            scene.fail(charge, "card declined");
            let stack = "at charge (payments.rs:42)";
            scene.exception(charge, 325, "CardDeclined", "insufficient funds", stack);
        }
    }
    scene.trace()
}
