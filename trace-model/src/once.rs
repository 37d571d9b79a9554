//! What is delivered again. OTLP promises a delivery at least once: a sender that did not hear
//! the answer sends the same spans again, and a file may be read twice.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use trace_runtime::SpanId;

use crate::log::LogRecord;
use crate::span::{Span, SpanKind};
use crate::trace::Trace;

/// With how many lines of the same span and time a line is compared at most. A sender that
/// writes thousands of lines at once costs no more than that.
const COMPARED: usize = 16;

/// What tells a span from all others of its trace. Two spans that agree in it are one that was
/// delivered twice; the client and the server of a call may share an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpanIdentity {
    span_id: SpanId,
    kind: SpanKind,
    start_unix_nanos: u64,
    end_unix_nanos: u64,
    /// A number of the name: a broken sender may give one id to several spans.
    name: u64,
}

impl Span {
    /// What tells the span from all others of its trace.
    pub fn identity(&self) -> SpanIdentity {
        let mut name = DefaultHasher::new();
        self.name.hash(&mut name);
        SpanIdentity {
            span_id: self.span_id,
            kind: self.kind,
            start_unix_nanos: self.start_unix_nanos,
            end_unix_nanos: self.end_unix_nanos,
            name: name.finish(),
        }
    }
}

/// Which spans and log lines of a trace come for the first time, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Once {
    /// Of each span, whether none before has its [identity](Span::identity).
    pub spans: Vec<bool>,
    /// Of each line, whether none before is equal in all that it has.
    pub lines: Vec<bool>,
}

impl Once {
    /// Which parts of `trace` are neither in `before`, which came earlier, nor further up in
    /// `trace` itself.
    pub fn after(before: Option<&Trace>, trace: &Trace) -> Self {
        let known = before.map_or(0, |before| before.spans.len());
        let mut spans = HashSet::with_capacity(known + trace.spans.len());
        let mut lines = HashMap::new();
        if let Some(before) = before {
            spans.extend(before.spans.iter().map(Span::identity));
            for line in &before.logs {
                is_first(&mut lines, line);
            }
        }
        let of_spans = trace.spans.iter();
        let of_lines = trace.logs.iter();
        Once {
            spans: of_spans.map(|span| spans.insert(span.identity())).collect(),
            lines: of_lines.map(|line| is_first(&mut lines, line)).collect(),
        }
    }

    /// Nothing comes for the first time.
    pub fn is_nothing(&self) -> bool {
        let mut all = self.spans.iter().chain(&self.lines);
        !all.any(|is_first| *is_first)
    }
}

type Lines<'a> = HashMap<(Option<SpanId>, u64), Vec<&'a LogRecord>>;

fn is_first<'a>(lines: &mut Lines<'a>, line: &'a LogRecord) -> bool {
    let alike = lines.entry((line.span_id, line.time())).or_default();
    let is_first = !alike
        .iter()
        .rev()
        .take(COMPARED)
        .any(|other| *other == line);
    if is_first {
        alike.push(line);
    }
    is_first
}

impl Trace {
    /// Leaves out the spans and lines that were delivered before: the first of each stays.
    pub fn leave_out_repeated(&mut self) {
        let once = Once::after(None, self);
        let mut spans = once.spans.iter();
        self.spans.retain(|_| spans.next() == Some(&true));
        let mut lines = once.lines.iter();
        self.logs.retain(|_| lines.next() == Some(&true));
    }
}
