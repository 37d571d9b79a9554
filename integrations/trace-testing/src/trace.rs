//! The spans of a recording.

use std::fmt;

use trace_runtime::TraceId;
use trace_runtime::exporter::FinishedSpan;

use crate::losses::{self, Ran};
use crate::recorder::recorder;
use crate::tree::{self, Detail};

/// The finished spans of a trace, and of the traces that link back to it.
///
/// Its text is a tree of two blanks a level, siblings in the order in which
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
/// A span says its kind, unless it is internal, its attributes in the order of
/// their keys, and its status, unless that is unset; a status whose text is in
/// no exception has it in the brackets, `[error: half of it]`. Lines that begin
/// with `*` are events, those with `!` exceptions and panics. A text is quoted
/// where it could be taken for something else: with a blank in it, or `"42"`.
#[derive(Clone)]
pub struct Trace {
    pub(crate) trace_id: TraceId,
    pub(crate) spans: Vec<FinishedSpan>,
    /// When and where it ran, if it was recorded here from its beginning.
    pub(crate) ran: Option<Ran>,
}

impl Trace {
    /// Call it when the spans were flushed.
    pub(crate) fn recorded(trace_id: TraceId, mut ran: Ran) -> Self {
        ran.end();
        Trace {
            trace_id,
            spans: recorder().spans_of(trace_id),
            ran: Some(ran),
        }
    }

    /// What has been recorded of a trace so far.
    pub(crate) fn so_far(trace_id: TraceId) -> Self {
        let recorder = recorder();
        recorder.flush();
        Trace {
            trace_id,
            spans: recorder.spans_of(trace_id),
            ran: None,
        }
    }

    /// Takes in what has ended since.
    pub(crate) fn refresh(&mut self) {
        let recorder = recorder();
        recorder.flush();
        self.spans = recorder.spans_of(self.trace_id);
        if let Some(ran) = &mut self.ran {
            ran.end();
        }
    }

    /// What was lost of it, as far as that is known.
    pub(crate) fn losses(&self) -> Vec<String> {
        let linked = self.spans.iter().map(|span| span.trace_id);
        losses::of(&linked.chain([self.trace_id]).collect(), self.ran)
    }

    /// The id of the trace.
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// The spans of the recording, those of linked traces included, in the order in which they
    /// started.
    pub fn spans(&self) -> &[FinishedSpan] {
        &self.spans
    }

    /// The span of a name.
    ///
    /// # Panics
    ///
    /// When there is none, and when there are several: an assertion about one of
    /// them would hold or not by chance. The message shows those there are. Choose
    /// with [`spans_named`](Self::spans_named), or in the [`subtree`](Self::subtree)
    /// of a span that has one of them.
    ///
    /// ```should_panic
    /// let recording = trace_testing::record_sync("import", |cx| {
    ///     cx.span_sync("row", |_| {});
    ///     cx.span_sync("row", |_| {});
    /// });
    /// recording.trace.span("row");
    /// ```
    #[track_caller]
    pub fn span(&self, name: &str) -> &FinishedSpan {
        let mut named = self.spans_named(name);
        match (named.next(), named.count()) {
            (Some(span), 0) => span,
            (Some(_), others) => panic!(
                "{} spans are called `{name}`: choose with `spans_named(\"{name}\")`, as in \
                 `.nth(0)`, or in the `subtree` of a span that has one of them; the trace:\n{self}",
                others + 1
            ),
            (None, _) => panic!("no span `{name}` in the trace:\n{self}"),
        }
    }

    /// The spans of a name, in the order in which they started.
    ///
    /// ```
    /// let recording = trace_testing::record_sync("import", |cx| {
    ///     cx.span_sync("row", |cx| cx.set_attribute("line", 1));
    ///     cx.span_sync("row", |cx| cx.set_attribute("line", 2));
    /// });
    /// let lines: Vec<_> = recording.trace.spans_named("row").map(|row| row.attribute("line")).collect();
    /// assert_eq!(lines, [Some(&1.into()), Some(&2.into())]);
    /// ```
    pub fn spans_named(&self, name: &str) -> impl Iterator<Item = &FinishedSpan> {
        self.spans.iter().filter(move |span| span.name == name)
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
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&tree::text(self.trace_id, &self.spans, Detail::Full))
    }
}

/// Shows the text of `Display`.
impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
