//! Where in the code spans were made, prepared once for each callsite.

use opentelemetry::{KeyValue, StringValue, Value};
use std::sync::Arc;

use trace_runtime::exporter::{Callsite, SpanRecord};

use crate::code;

/// The attributes of the callsites seen so far, by number. Their texts are counted
/// references: to add them to a span allocates nothing.
#[derive(Debug, Default)]
pub(super) struct Prepared(Vec<Option<Box<[KeyValue]>>>);

impl Prepared {
    /// The `code.*` attributes of a span that does not say so itself.
    pub(super) fn of(&mut self, span: &SpanRecord<'_>) -> &[KeyValue] {
        if code::is_said_by(span) {
            return &[];
        }
        let callsite = span.callsite();
        let at = callsite.id() as usize;
        if self.0.len() <= at {
            self.0.resize_with(at + 1, || None);
        }
        self.0[at].get_or_insert_with(|| attributes(callsite))
    }
}

fn attributes(callsite: &'static Callsite) -> Box<[KeyValue]> {
    let attributes = code::attributes(callsite).into_iter().flatten();
    let shared = attributes.filter_map(|(key, value)| {
        let value = match super::convert::owned_value(&value)? {
            Value::String(text) => {
                let text: Arc<str> = text.as_str().into();
                Value::String(StringValue::from(text))
            }
            other => other,
        };
        Some(KeyValue::new(key, value))
    });
    shared.collect()
}
