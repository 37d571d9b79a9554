//! A trace for strangers.

use std::sync::Arc;

use trace_model::{Attribute, Resource, Span, Status, Trace, Value};

/// Values of these keys say what kind of thing something is, not whose: they stay.
const KEPT: [&str; 18] = [
    "db.operation.name",
    "db.system",
    "db.system.name",
    "error.type",
    "exception.type",
    "http.request.method",
    "http.response.status_code",
    "messaging.operation.type",
    "messaging.system",
    "network.protocol.name",
    "network.protocol.version",
    "rpc.grpc.status_code",
    "rpc.system",
    "service.name",
    "service.version",
    "telemetry.sdk.language",
    "telemetry.sdk.name",
    "telemetry.sdk.version",
];

/// The trace without what people, databases and machines said: values of attributes, texts of
/// log lines and of errors. Names of services and operations, keys, times and ids stay: whoever
/// writes an e-mail address into the name of an operation, finds it in there.
pub fn redacted(mut trace: Trace) -> Trace {
    let mut resources = Resources::default();
    for span in &mut trace.spans {
        of_span(span);
        resources.replace(&mut span.resource);
    }
    for line in &mut trace.logs {
        of_attributes(&mut line.attributes);
        of_value(&mut line.body);
        resources.replace(&mut line.resource);
    }
    trace
}

fn of_span(span: &mut Span) {
    of_attributes(&mut span.attributes);
    for event in &mut span.events {
        of_attributes(&mut event.attributes);
    }
    for link in &mut span.links {
        of_attributes(&mut link.attributes);
        link.trace_state = "".into();
    }
    if let Status::Error { message } = &mut span.status {
        of_text(message);
    }
    span.trace_state = "".into();
}

/// Resources that many spans share: each is changed once.
#[derive(Default)]
struct Resources {
    /// Each, and what stands in its place.
    changed: Vec<[Arc<Resource>; 2]>,
}

impl Resources {
    fn replace(&mut self, resource: &mut Arc<Resource>) {
        let known = self.changed.iter().find(|[from, _]| from == resource);
        let changed = match known {
            Some([_, to]) => to.clone(),
            None => {
                let mut changed = (**resource).clone();
                of_attributes(&mut changed.attributes);
                let changed = Arc::new(changed);
                self.changed.push([resource.clone(), changed.clone()]);
                changed
            }
        };
        *resource = changed;
    }
}

fn of_attributes(attributes: &mut [Attribute]) {
    for attribute in attributes {
        if !KEPT.contains(&&*attribute.key) {
            of_value(&mut attribute.value);
        }
    }
}

fn of_value(value: &mut Value) {
    if *value != Value::Empty {
        *value = Value::Text("redacted".into());
    }
}

fn of_text(text: &mut Arc<str>) {
    if !text.is_empty() {
        *text = "redacted".into();
    }
}
