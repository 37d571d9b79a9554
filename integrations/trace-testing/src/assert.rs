//! What may be asserted about a trace, and what is said when it does not hold.

use std::collections::HashSet;

use trace_runtime::SpanId;

use crate::Trace;
use crate::diff;
use crate::losses;
use crate::recording::is_entry;
use crate::tree::{self, Detail};

impl Trace {
    /// The trace is exactly this, in the form described at [`Trace`]. How far
    /// the whole text is indented does not count, and `[..]` in a line stands for
    /// any text, such as a port or a path that differs from run to run.
    ///
    /// Where much of the trace is of no interest, assert on a part of it:
    /// [`subtree`](Self::subtree), [`only_attributes`](Self::only_attributes),
    /// [`without_attributes`](Self::without_attributes),
    /// [`sorted`](Self::sorted).
    ///
    /// # Panics
    ///
    /// When it is not; the message shows line by line what differs.
    ///
    /// ```
    /// let recording = trace_testing::record_sync("import", |cx| {
    ///     cx.set_attribute("path", format!("/tmp/{}/rows.csv", std::process::id()));
    ///     cx.set_attribute("rows", 3);
    /// });
    /// recording.trace.assert_tree("import path=/tmp/[..]/rows.csv rows=3");
    /// ```
    #[track_caller]
    pub fn assert_tree(&self, expected: &str) {
        self.compare(expected, Detail::Full);
    }

    /// The names of the spans and which is whose child are exactly this:
    /// [`assert_tree`](Self::assert_tree) without kind, attributes, status and
    /// events.
    ///
    /// # Panics
    ///
    /// When they are not; the message shows line by line what differs.
    ///
    /// ```
    /// let recording = trace_testing::record_sync("import", |cx| {
    ///     cx.span_sync("read", |cx| cx.set_attribute("bytes", 4096));
    ///     cx.span_sync("parse", |_| Err::<(), _>("no header")).unwrap_err();
    /// });
    /// recording.trace.assert_shape(
    ///     "
    ///     import
    ///       read
    ///       parse
    ///     ",
    /// );
    /// ```
    #[track_caller]
    pub fn assert_shape(&self, expected: &str) {
        self.compare(expected, Detail::Shape);
    }

    #[track_caller]
    fn compare(&self, expected: &str, detail: Detail) {
        let expected = diff::dedent(expected);
        let found = tree::text(self.trace_id, &self.spans, detail);
        if !diff::same(&expected, &found) {
            let what = match detail {
                Detail::Full => "trace",
                Detail::Shape => "shape of the trace",
            };
            panic!(
                "the {what} is not the one expected (- expected, + found):\n{}{}",
                diff::lines(&expected, &found),
                self.hint(&expected, &found)
            );
        }
    }

    /// What to do about a difference of a common kind.
    fn hint(&self, expected: &str, found: &str) -> &'static str {
        if self.spans.is_empty() {
            return "nothing has been recorded: was the trace sampled, and has a span of it \
                    ended?\n";
        }
        if diff::same(&diff::in_order(expected), &diff::in_order(found)) {
            return "these are the same spans: siblings stand in the order in which they started; \
                    where that is left to chance, assert on `trace.sorted()`\n";
        }
        ""
    }

    /// No span has lost its way: the trace has one root, and the parent of each
    /// span is known.
    ///
    /// And that nothing of the recording was lost: no span was started in it under a
    /// stale contract, or begun as a trace of its own inside of it; and on its thread
    /// and in its tokio runtime, while it ran and was waited for,
    /// [`current`](trace_runtime::current()) always found a span, and no log line was
    /// written outside of one.
    ///
    /// What is lost with no context at all can be told from another test's by its
    /// place alone. So raw tasks of the test's runtime are seen; a raw thread, or a
    /// thread of a library, may be anybody's, and is not held against this trace: see
    /// [`assert_no_lost_context_in_process`](Self::assert_no_lost_context_in_process).
    ///
    /// # Panics
    ///
    /// When one has; the message lists everything that was lost, with the trace.
    #[track_caller]
    pub fn assert_no_lost_context(&self) {
        self.assert_none_lost(self.losses());
    }

    /// Asserts what [`assert_no_lost_context`](Self::assert_no_lost_context) does, and that nothing
    /// was lost anywhere in the process since the recording began, on whatever
    /// thread, and no span was dropped.
    ///
    /// For a process in which nothing else runs: a test program with one test, or
    /// `cargo nextest`, which gives each test a process. What a test beside it loses
    /// would be held against this one.
    ///
    /// # Panics
    ///
    /// When something was; the message lists it, with the trace.
    #[track_caller]
    pub fn assert_no_lost_context_in_process(&self) {
        self.assert_none_lost(losses::in_process(self.ran));
    }

    #[track_caller]
    fn assert_none_lost(&self, losses: Vec<String>) {
        let mut lost = self.roots_and_orphans();
        lost.extend(losses);
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
        let entries: Vec<_> = own()
            // A client and its server may both be of this process.
            .filter(|span| is_entry(span) && self.parent_of(span).is_none())
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
