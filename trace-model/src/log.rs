//! One log line.

use std::sync::Arc;

use trace_runtime::{SpanId, TraceId};

use crate::resource::{Resource, Scope, find};
use crate::value::{Attribute, Value};

/// One log line that names its trace (OTLP `LogRecord`).
#[derive(Debug, Clone, PartialEq)]
pub struct LogRecord {
    /// The trace in which the line was written.
    pub trace_id: TraceId,
    /// The span in which the line was written.
    pub span_id: Option<SpanId>,
    /// The flags of the span in which the line was written; see [`Span::flags`](crate::Span::flags).
    pub flags: u32,
    /// When it happened: nanoseconds since 1970; 0 where the sender does not know.
    pub unix_nanos: u64,
    /// When it was seen by the one who sent it: nanoseconds since 1970.
    pub observed_unix_nanos: u64,
    /// From 1 (trace) to 24 (fatal); 0 where the sender does not say.
    pub severity_number: u32,
    /// The name of the severity in the sender's words.
    pub severity_text: Arc<str>,
    /// The name of the kind of event, where the line has one.
    pub event_name: Arc<str>,
    /// The message.
    pub body: Value,
    /// What is said of the line.
    pub attributes: Vec<Attribute>,
    /// How many attributes the sender left out.
    pub dropped_attributes: u32,
    /// Who wrote the line.
    pub resource: Arc<Resource>,
    /// The library that recorded the line.
    pub scope: Arc<Scope>,
}

impl LogRecord {
    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        find(&self.attributes, key)
    }

    /// When the line was written, as well as it is known: nanoseconds since 1970.
    pub fn time(&self) -> u64 {
        match self.unix_nanos {
            0 => self.observed_unix_nanos,
            known => known,
        }
    }
}
