//! What can be searched for.

// From the top down: a module stands above what it imports.
mod evaluate;

mod filter;

mod pattern;

use trace_model::TraceId;

use crate::summary::Summary;

#[cfg(feature = "embedded")]
pub(crate) use evaluate::holds_of_value;
pub use evaluate::{Matched, matches};
pub use filter::{Comparison, Condition, Literal, Relation, SpanFilter, Subject, TraceFilter};
pub use pattern::{Pattern, PatternError};

/// The attributes that hold a correlation id: what a caller named a request, whatever the
/// trace. `trace-log` writes the first one; the others are in use elsewhere.
pub const CORRELATION_IDS: [&str; 4] = [
    "trace.correlation_id",
    "correlation_id",
    "correlation.id",
    "http.request.header.x-request-id",
];

/// Which traces, in which order, how many.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// What a trace must be like.
    pub filter: TraceFilter,
    /// The earliest start of a trace, nanoseconds since 1970, inclusive.
    pub from_unix_nanos: u64,
    /// The latest start of a trace, nanoseconds since 1970, inclusive.
    pub to_unix_nanos: u64,
    /// Which come first.
    pub order: Order,
    /// How many at most.
    pub limit: usize,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Behind the page, matches are looked for until they are so many, where a store can do
    /// that without reading every trace over a network: the embedded one, and that in memory.
    pub count_to: u64,
}

impl Default for Search {
    fn default() -> Self {
        Search {
            filter: TraceFilter::All,
            from_unix_nanos: 0,
            to_unix_nanos: u64::MAX,
            order: Order::Newest,
            limit: 20,
            after: None,
            count_to: 0,
        }
    }
}

/// Which traces come first. Ties go by trace id, the larger first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By start, the latest first.
    Newest,
    /// By duration, the longest first.
    Slowest,
}

/// The last trace of a page: the next begins behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// What the traces are ordered by: start or duration, in nanoseconds.
    pub key: u64,
    /// The id of the trace.
    pub trace_id: TraceId,
}

impl Order {
    /// What this order goes by: a larger pair comes first.
    pub fn key(self, summary: &Summary) -> (u64, TraceId) {
        let key = self.of(summary.start_unix_nanos, summary.duration_nanos);
        (key, summary.trace_id)
    }

    /// The first part of the key.
    pub(crate) fn of(self, start_unix_nanos: u64, duration_nanos: u64) -> u64 {
        match self {
            Order::Newest => start_unix_nanos,
            Order::Slowest => duration_nanos,
        }
    }
}

/// The traces that were found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The first ones, in order.
    pub traces: Vec<Hit>,
    /// How many were looked at and match, this page and what lies behind it included.
    pub matched: u64,
    /// Whether all traces of the time were looked at, so that `matched` is the number of
    /// all; if not, there are at least so many.
    pub matched_is_exact: bool,
    /// Where the next page begins; `None` where there is none.
    pub next: Option<Cursor>,
}

/// One trace that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// About the trace.
    pub summary: Summary,
    /// What of it matches.
    pub matched: Matched,
}
