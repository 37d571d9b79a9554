//! One row of the tree.

use trace_model::{SpanId, SpanKind, Status};

use crate::interval::Interval;

/// One row of the tree: a span, or what stands for spans that are not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the row shows.
    pub what: What,
    /// The row of the parent; none for the first row.
    pub parent: Option<u32>,
    /// How many rows stand between this one and the first.
    pub depth: u32,
    /// How many rows stand below this one: they are the next ones in the list.
    pub descendants: u32,
    /// When it happened: as sent, or adjusted (see [`Skew`](crate::Skew)).
    pub time: Interval,
    /// The place in [`Names::operations`](crate::Names::operations); none where the row is
    /// not a span.
    pub operation: Option<u32>,
    /// The role of the span.
    pub kind: SpanKind,
    /// How the span ended.
    pub outcome: Outcome,
    /// What was odd about the span.
    pub marks: Marks,
}

impl Row {
    /// The place of the row's span in [`Trace::spans`](trace_model::Trace::spans).
    pub fn span(&self) -> Option<u32> {
        self.what.span()
    }

    /// The row's span failed.
    pub fn is_error(&self) -> bool {
        self.outcome == Outcome::Error
    }
}

/// What a row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The span at this place in [`Trace::spans`](trace_model::Trace::spans).
    Span(u32),
    /// A span that others name as their parent, and that did not arrive.
    Missing(SpanId),
    /// The trace itself: it has several roots, and they need one row above them.
    Trace,
}

impl What {
    /// The place of the span in [`Trace::spans`](trace_model::Trace::spans), if it is one.
    pub(crate) fn span(self) -> Option<u32> {
        match self {
            What::Span(span) => Some(span),
            What::Missing(_) | What::Trace => None,
        }
    }
}

/// How a span ended: its status, without the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outcome {
    /// Nobody said.
    #[default]
    Unset,
    /// The operation succeeded, somebody said.
    Ok,
    /// The operation failed.
    Error,
}

impl From<&Status> for Outcome {
    fn from(status: &Status) -> Self {
        match status {
            Status::Unset => Outcome::Unset,
            Status::Ok => Outcome::Ok,
            Status::Error { .. } => Outcome::Error,
        }
    }
}

/// What was odd about a span when the tree was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// Another span of the trace has the same id, and says something else.
    pub same_id: bool,
    /// The server's side of a span whose two sides share one id, as Zipkin writes them: it
    /// stands below the client's side.
    pub shared: bool,
    /// The span is its own ancestor, and its parent was cut off here.
    pub cycle: bool,
}
