//! The spans of a recording, and what may be asserted about them.

use std::collections::HashSet;
use std::fmt;

use trace_runtime::exporter::FinishedSpan;
use trace_runtime::{SpanId, TraceId};

use crate::counters::Running;
use crate::recorder::recorder;
use crate::{diff, tree};

/// The finished spans of a trace, and of the traces that link back to it.
///
/// As text it is a tree of two blanks a level, siblings in the order in which
/// they started, without times and ids:
///
/// ```text
/// checkout
///   charge (client) amount.cents=1250 currency=EUR
///     * retried attempt=2
///   reserve error.type=shop::OutOfStock [error]
///     ! shop::OutOfStock: 3 wanted, 2 left
///   notify [cancelled]
/// reconcile ~ linked
/// ```
///
/// A text is quoted where it could be taken for something else: with a blank in
/// it, or `"42"`.
pub struct Trace {
    trace_id: TraceId,
    spans: Vec<FinishedSpan>,
    losses: Vec<String>,
}

impl Trace {
    /// Call it when the spans were flushed.
    pub(crate) fn recorded(trace_id: TraceId, running: &Running) -> Self {
        Trace {
            trace_id,
            spans: recorder().spans_of(trace_id),
            losses: running.losses(),
        }
    }

    pub(crate) fn refresh(&mut self) {
        self.spans = recorder().spans_of(self.trace_id);
    }

    /// The id of the trace.
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// All spans, those of linked traces included, in the order in which they
    /// started.
    pub fn spans(&self) -> &[FinishedSpan] {
        &self.spans
    }

    /// The first span of a name.
    ///
    /// # Panics
    ///
    /// When there is none; the message shows those there are.
    #[track_caller]
    pub fn span(&self, name: &str) -> &FinishedSpan {
        match self.find(name) {
            Some(span) => span,
            None => panic!("no span `{name}` in the trace:\n{self}"),
        }
    }

    /// The first span of a name, if there is one.
    pub fn find(&self, name: &str) -> Option<&FinishedSpan> {
        self.spans.iter().find(|span| span.name == name)
    }

    /// The parent of a span, if it was recorded here.
    pub fn parent_of(&self, span: &FinishedSpan) -> Option<&FinishedSpan> {
        let parent = span.parent_span_id?;
        let is = |other: &&FinishedSpan| other.span_id == parent && other.trace_id == span.trace_id;
        self.spans.iter().find(is)
    }

    /// The children of a span, in the order in which they started.
    pub fn children_of(&self, span: &FinishedSpan) -> impl Iterator<Item = &FinishedSpan> {
        let (trace_id, span_id) = (span.trace_id, span.span_id);
        let is = move |other: &&FinishedSpan| {
            other.parent_span_id == Some(span_id) && other.trace_id == trace_id
        };
        self.spans.iter().filter(is)
    }

    /// The trace is exactly this, in the form described at [`Trace`]. How far
    /// the whole text is indented does not count.
    ///
    /// # Panics
    ///
    /// When it is not; the message shows line by line what differs.
    #[track_caller]
    pub fn assert_tree(&self, expected: &str) {
        let (expected, found) = (diff::dedent(expected), self.to_string());
        if expected.trim_end() != found.trim_end() {
            panic!(
                "the trace is not the one expected (- expected, + found):\n{}",
                diff::lines(&expected, &found)
            );
        }
    }

    /// No span has lost its way: the trace has one root, and the parent of each
    /// span is known.
    ///
    /// Where no other recording ran at the same time, it is asserted as well
    /// that no span was dropped, started under a stale contract, or begun as a
    /// trace of its own inside of another, that
    /// [`current`](trace_runtime::current()) always found a span, and that no log
    /// line was written outside of one. These are counters of the process; `cargo
    /// nextest`, or `cargo test -- --test-threads=1`, sees to it that they can be
    /// compared.
    ///
    /// # Panics
    ///
    /// When one has; the message lists everything that was lost, with the trace.
    #[track_caller]
    pub fn assert_no_lost_context(&self) {
        let mut lost = self.roots_and_orphans();
        lost.extend(self.losses.iter().cloned());
        if !lost.is_empty() {
            panic!(
                "context was lost:\n- {}\nin the trace\n{self}",
                lost.join("\n- ")
            );
        }
    }

    fn roots_and_orphans(&self) -> Vec<String> {
        let mut lost = Vec::new();
        let own = || {
            self.spans
                .iter()
                .filter(|span| span.trace_id == self.trace_id)
        };
        let is_entry =
            |span: &&FinishedSpan| span.parent_span_id.is_none() || span.parent_is_remote;
        let entries: Vec<_> = own()
            .filter(is_entry)
            .map(|span| format!("`{}`", span.name))
            .collect();
        match entries.as_slice() {
            [_] => {}
            [] => lost.push("the trace has no root span".to_owned()),
            several => lost.push(format!(
                "the trace has several roots: {}",
                several.join(", ")
            )),
        }
        let known: HashSet<SpanId> = self.spans.iter().map(|span| span.span_id).collect();
        for span in self.spans.iter().filter(|span| !span.parent_is_remote) {
            if span
                .parent_span_id
                .is_some_and(|parent| !known.contains(&parent))
            {
                let name = &span.name;
                lost.push(format!(
                    "the parent of `{name}` has not ended, or was dropped"
                ));
            }
        }
        lost
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tree::write(f, self.trace_id, &self.spans)
    }
}

/// As `Display`.
impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
