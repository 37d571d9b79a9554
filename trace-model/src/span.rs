//! One span, and what belongs to it.

use std::sync::Arc;

use trace_runtime::{SpanId, TraceId};

use crate::resource::{Resource, Scope, find};
use crate::value::{Attribute, Value};

/// One finished span, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// The trace to which the span belongs.
    pub trace_id: TraceId,
    /// The name of the span within its trace.
    pub span_id: SpanId,
    /// The span that caused this one; none for a root.
    pub parent: Option<SpanId>,
    /// W3C `tracestate`, as it was sent.
    pub trace_state: Arc<str>,
    /// W3C trace flags in the low eight bits; above them, OTLP says whether the parent is
    /// in another process (see [`parent_is_remote`](Self::parent_is_remote)).
    pub flags: u32,
    /// The name of the operation.
    pub name: Arc<str>,
    /// The role of the span.
    pub kind: SpanKind,
    /// When the span began: nanoseconds since 1970.
    pub start_unix_nanos: u64,
    /// When the span ended: nanoseconds since 1970. A sender may be wrong, and say less than
    /// the start: [`duration_nanos`](Self::duration_nanos) is zero then.
    pub end_unix_nanos: u64,
    /// What is said of the span.
    pub attributes: Vec<Attribute>,
    /// How many attributes the sender left out.
    pub dropped_attributes: u32,
    /// Points in time within the span, in the order in which they were sent.
    pub events: Vec<Event>,
    /// How many events the sender left out.
    pub dropped_events: u32,
    /// Other spans that caused this one.
    pub links: Vec<Link>,
    /// How many links the sender left out.
    pub dropped_links: u32,
    /// Whether the operation succeeded.
    pub status: Status,
    /// Who produced the span.
    pub resource: Arc<Resource>,
    /// The library that recorded the span.
    pub scope: Arc<Scope>,
}

impl Span {
    /// The value of the span's own attribute `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        find(&self.attributes, key)
    }

    /// The name of the service that produced the span.
    pub fn service(&self) -> Arc<str> {
        self.resource.service()
    }

    /// The time between start and end; zero where the end lies before the start.
    pub fn duration_nanos(&self) -> u64 {
        self.end_unix_nanos.saturating_sub(self.start_unix_nanos)
    }

    /// The status is an error.
    pub fn is_error(&self) -> bool {
        matches!(self.status, Status::Error { .. })
    }

    /// Whether the parent is in another process; `None` where the sender does not say.
    pub fn parent_is_remote(&self) -> Option<bool> {
        const KNOWN: u32 = 0x100;
        const REMOTE: u32 = 0x200;
        (self.flags & KNOWN != 0).then_some(self.flags & REMOTE != 0)
    }
}

/// The role of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum SpanKind {
    /// The sender did not say; treated as internal.
    #[default]
    Unspecified,
    /// Work inside of a process.
    Internal,
    /// Handles a request of a client.
    Server,
    /// Makes a request and waits for its answer.
    Client,
    /// Sends a message.
    Producer,
    /// Works on a message.
    Consumer,
}

impl SpanKind {
    /// All kinds, by their numbers in OTLP.
    pub const ALL: [SpanKind; 6] = [
        SpanKind::Unspecified,
        SpanKind::Internal,
        SpanKind::Server,
        SpanKind::Client,
        SpanKind::Producer,
        SpanKind::Consumer,
    ];

    /// The kind with this number in OTLP; a number that is not known is unspecified.
    pub fn from_number(number: u64) -> Self {
        let kind = usize::try_from(number)
            .ok()
            .and_then(|at| Self::ALL.get(at));
        kind.copied().unwrap_or_default()
    }

    /// The number in OTLP.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The name, in lower case; an unspecified one is `internal`.
    pub fn as_str(self) -> &'static str {
        match self {
            SpanKind::Unspecified | SpanKind::Internal => "internal",
            SpanKind::Server => "server",
            SpanKind::Client => "client",
            SpanKind::Producer => "producer",
            SpanKind::Consumer => "consumer",
        }
    }
}

/// Whether the operation succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Status {
    /// Nobody said.
    #[default]
    Unset,
    /// The operation succeeded, somebody said.
    Ok,
    /// The operation failed.
    Error {
        /// Why; may be empty.
        message: Arc<str>,
    },
}

/// A point in time within a span.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When: nanoseconds since 1970.
    pub unix_nanos: u64,
    /// What happened.
    pub name: Arc<str>,
    /// What is said of the event.
    pub attributes: Vec<Attribute>,
    /// How many attributes the sender left out.
    pub dropped_attributes: u32,
}

impl Event {
    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        find(&self.attributes, key)
    }
}

/// Another span that caused this one, without being its parent.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The trace of the other span.
    pub trace_id: TraceId,
    /// The other span.
    pub span_id: SpanId,
    /// W3C `tracestate` of the other span.
    pub trace_state: Arc<str>,
    /// The flags of the other span; see [`Span::flags`].
    pub flags: u32,
    /// What is said of the link.
    pub attributes: Vec<Attribute>,
    /// How many attributes the sender left out.
    pub dropped_attributes: u32,
}
