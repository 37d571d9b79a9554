//! One trace.

use trace_runtime::TraceId;

use crate::log::LogRecord;
use crate::span::Span;

/// One trace: all that is known of it, in the order in which it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The id that all spans and lines share.
    pub id: TraceId,
    /// The spans.
    pub spans: Vec<Span>,
    /// The log lines.
    pub logs: Vec<LogRecord>,
}

impl Trace {
    /// A trace of which nothing is known yet.
    pub fn new(id: TraceId) -> Self {
        Trace {
            id,
            spans: Vec::new(),
            logs: Vec::new(),
        }
    }

    /// The earliest start and the latest end of its spans; `None` without spans.
    pub fn interval(&self) -> Option<(u64, u64)> {
        let start = self.spans.iter().map(|span| span.start_unix_nanos).min()?;
        let ends = self.spans.iter().map(|span| span.end_unix_nanos);
        Some((start, ends.max()?.max(start)))
    }
}
