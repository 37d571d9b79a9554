//! A trace as Jaeger's JSON, piece by piece.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use trace_model::{Resource, Span};
use trace_store::StoredTrace;

use super::shape::{JaegerSpan, Process};
use crate::api::chunks::{SPANS_A_CHUNK, json};

/// The pieces of a trace; together they are one JSON object.
///
/// `most` is how many spans are written; a root is among them wherever there is one, and the
/// warnings of the trace say that others are missing.
pub(super) fn pieces(stored: StoredTrace, most: usize) -> impl Iterator<Item = Vec<u8>> + Send {
    let StoredTrace {
        trace,
        cut_from,
        lines_cut_from,
        ..
    } = stored;
    let mut warnings = Vec::new();
    if let Some(count) = cut_from {
        warnings.push(format!(
            "{count} spans have come, and {} were kept",
            trace.spans.len()
        ));
    }
    if let Some(count) = lines_cut_from {
        warnings.push(format!(
            "{count} log lines have come, and {} were kept",
            trace.logs.len()
        ));
    }
    let mut spans = trace.spans;
    if spans.len() > most {
        warnings.push(format!(
            "the answer was cut: {most} of {} spans; ask for the trace by its id",
            spans.len()
        ));
        // Stable, so that the roots come first and the others stay in order.
        spans.sort_by_key(|span| span.parent.is_some());
        spans.truncate(most);
    }
    let head = format!(r#"{{"traceID":"{}","spans":["#, trace.id).into_bytes();
    let mut processes = Processes::default();
    let mut next = 0;
    let mut is_over = false;
    let rest = std::iter::from_fn(move || {
        if next < spans.len() {
            let end = spans.len().min(next + SPANS_A_CHUNK);
            let mut piece = Vec::new();
            for (place, span) in spans.iter().enumerate().take(end).skip(next) {
                if place > 0 {
                    piece.push(b',');
                }
                piece.extend(json(&JaegerSpan::of(span, processes.id(span))));
            }
            next = end;
            return Some(piece);
        }
        if is_over {
            return None;
        }
        is_over = true;
        let warnings = match warnings.as_slice() {
            [] => Value::Null,
            warnings => warnings.into(),
        };
        let mut piece = b"],\"processes\":".to_vec();
        piece.extend(json(&processes.by_id));
        piece.extend(format!(",\"warnings\":{warnings}}}").into_bytes());
        Some(piece)
    });
    std::iter::once(head).chain(rest)
}

/// The resources of a trace, each once.
#[derive(Default)]
struct Processes {
    by_id: serde_json::Map<String, Value>,
    /// The last resource, and its id: neighbours often share one.
    last: Option<(Arc<Resource>, String)>,
    by_json: HashMap<Vec<u8>, String>,
}

impl Processes {
    fn id(&mut self, span: &Span) -> String {
        if let Some((last, id)) = &self.last
            && Arc::ptr_eq(last, &span.resource)
        {
            return id.clone();
        }
        let process = Process::of(&span.resource);
        let written = json(&process);
        let next = format!("p{}", self.by_id.len() + 1);
        let id = self.by_json.entry(written).or_insert_with_key(|written| {
            let process = serde_json::from_slice(written).unwrap_or_default();
            self.by_id.insert(next.clone(), process);
            next
        });
        self.last = Some((span.resource.clone(), id.clone()));
        id.clone()
    }
}
