//! Parts of a trace, for assertions that are not about the rest.

use trace_runtime::exporter::FinishedSpan;
use trace_runtime::{Key, Value};

use crate::Trace;
use crate::tree;

impl Trace {
    /// The first span of a name as the root, with all that is below it.
    ///
    /// # Panics
    ///
    /// When there is none; the message shows those there are.
    ///
    /// ```
    /// let recording = trace_testing::record_sync("request", |cx| {
    ///     cx.span_sync("authenticate", |_| {});
    ///     cx.span_sync("pay", |cx| cx.span_sync("debit", |_| {}));
    /// });
    /// recording.trace.subtree("pay").assert_tree(
    ///     "
    ///     pay
    ///       debit
    ///     ",
    /// );
    /// ```
    #[track_caller]
    #[must_use = "the trace itself is left as it is"]
    pub fn subtree(&self, name: &str) -> Trace {
        let mut top = self.span(name).clone();
        top.parent_span_id = None;
        let mut spans = vec![top];
        let mut at = 0;
        while at < spans.len() {
            let children: Vec<_> = self.children_of(&spans[at]).cloned().collect();
            // Where an id is a child of itself by mistake, once is enough.
            let known = |child: &FinishedSpan| spans.iter().all(|of| of.span_id != child.span_id);
            let new: Vec<_> = children.into_iter().filter(known).collect();
            spans.extend(new);
            at += 1;
        }
        spans.sort_by_key(|span| span.start_unix_nanos);
        Trace {
            trace_id: spans[0].trace_id,
            spans,
            ran: self.ran,
        }
    }

    /// The same spans with these attributes alone, events included. A key that
    /// ends in `*` names all that begin like it: `"http.*"`.
    ///
    /// ```
    /// let recording = trace_testing::record_sync("GET /orders", |cx| {
    ///     cx.set_attribute("http.request.method", "GET");
    ///     cx.set_attribute("server.port", 49_152);
    /// });
    /// let trace = recording.trace.only_attributes(&["http.*"]);
    /// trace.assert_tree("GET /orders http.request.method=GET");
    /// ```
    #[must_use = "the trace itself is left as it is"]
    pub fn only_attributes(&self, keys: &[&str]) -> Trace {
        self.retain(|key| names(keys, key))
    }

    /// The same spans without these attributes, in events as well. A key that
    /// ends in `*` names all that begin like it: `"network.*"`.
    #[must_use = "the trace itself is left as it is"]
    pub fn without_attributes(&self, keys: &[&str]) -> Trace {
        self.retain(|key| !names(keys, key))
    }

    /// The same spans with siblings in the order of their text, for those that
    /// run at once and start in any order.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let recording = trace_testing::record("fan out", async |cx| {
    ///     let call = |to| cx.spawn(to, async move |_| {});
    ///     let (b, a) = (call("bank"), call("archive"));
    ///     let _ = tokio::join!(a, b);
    /// })
    /// .await;
    /// recording.trace.sorted().assert_tree(
    ///     "
    ///     fan out
    ///       archive
    ///       bank
    ///     ",
    /// );
    /// # }
    /// ```
    #[must_use = "the trace itself is left as it is"]
    pub fn sorted(&self) -> Trace {
        let mut sorted = self.clone();
        // Siblings stand as they do in the list, wherever the others are.
        let spans = &self.spans;
        sorted
            .spans
            .sort_by_cached_key(|span| tree::canonical(span, spans));
        sorted
    }

    fn retain(&self, keep: impl Fn(&str) -> bool) -> Trace {
        let retain = |attributes: &mut Vec<(Key, Value)>| attributes.retain(|(key, _)| keep(key));
        let mut trace = self.clone();
        for span in &mut trace.spans {
            retain(&mut span.attributes);
            for event in &mut span.events {
                // What an exception says stands in a line of its own.
                if event.name != "exception" {
                    retain(&mut event.attributes);
                }
            }
        }
        trace
    }
}

fn names(keys: &[&str], key: &str) -> bool {
    keys.iter().any(|of| match of.strip_suffix('*') {
        Some(beginning) => key.starts_with(beginning),
        None => *of == key,
    })
}
