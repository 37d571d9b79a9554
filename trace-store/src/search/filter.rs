//! Conditions on traces and their spans.

use std::sync::Arc;

use trace_model::SpanKind;

use super::pattern::Pattern;

/// What a trace must be like.
#[derive(Debug, Clone, PartialEq)]
pub enum TraceFilter {
    /// Every trace.
    All,
    /// One of its spans is like this.
    Spans(SpanFilter),
    /// One of its spans is like the second, and stands under one like the first.
    Related(Box<SpanFilter>, Relation, Box<SpanFilter>),
    /// Both, maybe by different spans.
    And(Box<TraceFilter>, Box<TraceFilter>),
    /// One of the two, or both.
    Or(Box<TraceFilter>, Box<TraceFilter>),
}

/// How one span stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The other is the parent: `>`.
    Child,
    /// The other is an ancestor: `>>`.
    Descendant,
}

/// What a span must be like.
#[derive(Debug, Clone, PartialEq)]
pub enum SpanFilter {
    /// Every span.
    All,
    /// A condition holds.
    Is(Condition),
    /// Both hold.
    And(Box<SpanFilter>, Box<SpanFilter>),
    /// One of the two holds, or both.
    Or(Box<SpanFilter>, Box<SpanFilter>),
    /// The filter does not hold.
    Not(Box<SpanFilter>),
}

/// One comparison.
///
/// What a span does not have compares with nothing: every comparison with it is false,
/// `!=` too. [`Comparison::Exists`] asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What is looked at.
    pub subject: Subject,
    /// How it is compared.
    pub comparison: Comparison,
}

/// What of a span, or of its trace, is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// An attribute of the span, or if it has none of that name, of its resource.
    Attribute(Arc<str>),
    /// An attribute of the span.
    SpanAttribute(Arc<str>),
    /// An attribute of the resource.
    ResourceAttribute(Arc<str>),
    /// An attribute of one of the span's events.
    EventAttribute(Arc<str>),
    /// The name of one of the span's events.
    EventName,
    /// An attribute of the span that holds a correlation id: see
    /// [`CORRELATION_IDS`](super::CORRELATION_IDS).
    Correlation,
    /// The trace that one of the span's links names: 32 hex digits in lower case.
    LinkedTrace,
    /// The name of the span.
    Name,
    /// The name of the service.
    Service,
    /// The kind of the span.
    Kind,
    /// `unset`, `ok` or `error`.
    Status,
    /// The message of the status.
    StatusMessage,
    /// The duration of the span, in nanoseconds.
    Duration,
    /// Whether the span is a root.
    IsRoot,
    /// The duration of the trace, in nanoseconds.
    TraceDuration,
    /// How many spans the trace has.
    SpanCount,
    /// How many spans of the trace have failed.
    ErrorCount,
    /// The name of the root span.
    RootName,
    /// The service of the root span.
    RootService,
}

/// How a value is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    /// Is there at all.
    Exists,
    /// Is equal; numbers by their value, whatever their types.
    Equal(Literal),
    /// Is there, and not equal.
    NotEqual(Literal),
    /// Is less; numbers only.
    Less(Literal),
    /// Is less or equal; numbers only.
    AtMost(Literal),
    /// Is greater; numbers only.
    Greater(Literal),
    /// Is greater or equal; numbers only.
    AtLeast(Literal),
    /// Contains this text, upper and lower case being the same.
    Contains(Arc<str>),
    /// Matches the pattern; texts only.
    Matches(Pattern),
    /// Is a text, and does not match the pattern.
    NotMatches(Pattern),
}

/// What a value is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// Text; for a status and a kind, their names.
    Text(Arc<str>),
    /// A whole number; for durations, nanoseconds.
    Int(i64),
    /// A number.
    Double(f64),
    /// True or false.
    Bool(bool),
}

impl Condition {
    /// The kind of a span, as [`Subject::Kind`] is compared.
    pub fn kind(kind: SpanKind) -> Self {
        Condition {
            subject: Subject::Kind,
            comparison: Comparison::Equal(Literal::Text(kind.as_str().into())),
        }
    }

    /// The service of a span.
    pub fn service(name: &str) -> Self {
        Condition {
            subject: Subject::Service,
            comparison: Comparison::Equal(Literal::Text(name.into())),
        }
    }
}
