//! A trace as OTLP in JSON, in pieces.

use trace_model::Trace;
use trace_model::otlp::json::write_traces_data;

use super::chunks::SPANS_A_CHUNK;

/// The members of `resourceSpans`, with commas between them, and one before them if it is
/// asked for.
pub(crate) fn resource_spans(
    trace: Trace,
    mut is_behind: bool,
) -> impl Iterator<Item = Vec<u8>> + Send {
    let id = trace.id;
    let mut spans = trace.spans.into_iter();
    std::iter::from_fn(move || {
        let part: Vec<_> = spans.by_ref().take(SPANS_A_CHUNK).collect();
        if part.is_empty() {
            return None;
        }
        let part = Trace {
            spans: part,
            ..Trace::new(id)
        };
        let text = write_traces_data(&part);
        let members = text.strip_prefix(r#"{"resourceSpans":["#);
        let members = members
            .and_then(|text| text.strip_suffix("]}"))
            .unwrap_or_default();
        let comma = if is_behind { "," } else { "" };
        is_behind = true;
        Some(format!("{comma}{members}").into_bytes())
    })
}
