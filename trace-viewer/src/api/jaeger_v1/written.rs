//! A trace as Jaeger's JSON, piece by piece.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use trace_model::{Attribute, Resource, Span};
use trace_store::StoredTrace;

use super::shape::{JaegerSpan, Process};
use crate::api::chunks::{SPANS_A_CHUNK, json};

/// So many bytes are kept for what stands around the spans.
const FRAME: usize = 512;

/// The pieces of a trace; together they are one JSON object.
///
/// `room` is how many bytes it may have. Where that is not enough, the roots are written, then
/// the spans that follow as far as they fit, and the warnings of the trace say that others are
/// missing. One span is always there, without its tags where they are too long.
pub(super) fn pieces(stored: StoredTrace, room: usize) -> impl Iterator<Item = Vec<u8>> + Send {
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
    if room < usize::MAX {
        // Stable, so that the others stay in order.
        spans.sort_by_key(|span| span.parent.is_some());
    }
    let head = format!(r#"{{"traceID":"{}","spans":["#, trace.id).into_bytes();
    let mut writing = Writing {
        processes: Processes::default(),
        room: room.saturating_sub(FRAME),
    };
    let (mut next, mut end) = (0, spans.len());
    let mut is_over = false;
    let rest = std::iter::from_fn(move || {
        let mut piece = Vec::new();
        let chunk = end.min(next + SPANS_A_CHUNK);
        while next < chunk {
            let span = &spans[next];
            let Some(written) = writing.span(span).or_else(|| {
                // Of no trace there is nothing.
                (next == 0).then(|| writing.bare(span))
            }) else {
                warnings.push(format!(
                    "the answer was cut: {next} of {} spans; ask for the trace by its id",
                    spans.len()
                ));
                end = next;
                break;
            };
            if next > 0 {
                piece.push(b',');
            }
            piece.extend(written);
            next += 1;
        }
        if !piece.is_empty() {
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
        piece.extend(json(&writing.processes.by_id));
        piece.extend(format!(",\"warnings\":{warnings}}}").into_bytes());
        Some(piece)
    });
    std::iter::once(head).chain(rest)
}

/// Spans on their way into an answer.
struct Writing {
    processes: Processes,
    /// How many bytes are left.
    room: usize,
}

impl Writing {
    /// `None` where there is no room for the span and its process.
    fn span(&mut self, span: &Span) -> Option<Vec<u8>> {
        let (id, process) = self.processes.id(&span.resource);
        let written = json(&JaegerSpan::of(span, id.clone()));
        // With its comma.
        let taken = written.len() + process + 1;
        if taken > self.room {
            if process > 0 {
                self.processes.forget(&id);
            }
            return None;
        }
        self.room -= taken;
        Some(written)
    }

    /// The span without what may be long.
    fn bare(&mut self, span: &Span) -> Vec<u8> {
        let (id, _) = self.processes.id(&Arc::new(Resource {
            attributes: vec![Attribute {
                key: "service.name".into(),
                value: trace_model::Value::Text(span.service()),
            }],
            ..Resource::default()
        }));
        let written = json(&JaegerSpan::bare(span, id));
        self.room = 0;
        written
    }
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
    /// The id of a resource, and how many bytes it adds: none where it was there.
    fn id(&mut self, resource: &Arc<Resource>) -> (String, usize) {
        if let Some((last, id)) = &self.last
            && Arc::ptr_eq(last, resource)
        {
            return (id.clone(), 0);
        }
        let written = json(&Process::of(resource));
        let mut added = 0;
        let next = format!("p{}", self.by_id.len() + 1);
        let id = self.by_json.entry(written).or_insert_with_key(|written| {
            let process = serde_json::from_slice(written).unwrap_or_default();
            // With its id, quotes, colon and comma.
            added = written.len() + next.len() + 4;
            self.by_id.insert(next.clone(), process);
            next
        });
        self.last = Some((resource.clone(), id.clone()));
        (id.clone(), added)
    }

    /// Takes the resource away that was added last.
    fn forget(&mut self, id: &str) {
        self.last = None;
        self.by_id.remove(id);
        self.by_json.retain(|_, known| known != id);
    }
}
