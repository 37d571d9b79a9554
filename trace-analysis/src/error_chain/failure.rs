//! What a failed span says of its error.

use std::sync::Arc;

use trace_model::{Event, Span, Status, Value};

/// What is said of a failed span.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Failure {
    /// The type of the error.
    pub kind: Option<Arc<str>>,
    /// The message.
    pub message: Option<Arc<str>>,
    /// The stack.
    pub stack: Option<Arc<str>>,
}

impl Failure {
    /// What `span` says of its error: its last exception, else its status and attributes.
    pub fn of(span: &Span) -> Self {
        let exception = exception(span);
        let said = |key: &str| {
            let value = exception.and_then(|event| event.get(key));
            value.or_else(|| span.get(key)).and_then(text)
        };
        let status = match &span.status {
            Status::Error { message } if !message.is_empty() => Some(message.clone()),
            _ => None,
        };
        Failure {
            kind: said("exception.type").or_else(|| said("error.type")),
            message: (said("exception.message").or(status)).or_else(|| said("error.message")),
            stack: said("exception.stacktrace"),
        }
    }
}

fn text(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::Text(text) => Some(text.clone()),
        value => Some(value.to_string().into()),
    }
    .filter(|text| !text.is_empty())
}

/// The last exception that the span recorded: earlier ones were handled.
pub(super) fn exception(span: &Span) -> Option<&Event> {
    let mut events = span.events.iter().rev();
    events.find(|event| &*event.name == "exception")
}
