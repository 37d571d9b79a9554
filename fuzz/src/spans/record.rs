//! Records: what is recorded is what an exporter reads, under the limits.

use trace_runtime::exporter::{FinishedSpan, SpanStatus};
use trace_runtime::{Key, Value};

use super::model::{self, Link, Pairs, Span};
use super::{pipeline, program};

/// Makes the spans that `data` stands for, and compares.
pub fn check(data: &[u8]) {
    let program = program::program(data);
    let ((root, ids), exported) = pipeline::run(&program);
    assert_eq!(exported.spans.len(), program.len() + 1, "spans arrive once");
    let find = |id| exported.spans.iter().find(|span| span.span_id == id);
    let root = find(root).expect("the root arrives");
    assert_eq!(root.parent_span_id, None);
    for (node, id) in program.iter().zip(ids) {
        let span = find(id).expect("each span arrives");
        assert_eq!(span.trace_id, root.trace_id);
        assert_eq!(span.parent_span_id, Some(root.span_id));
        assert!(span.start_unix_nanos >= root.start_unix_nanos);
        assert!(span.end_unix_nanos >= span.start_unix_nanos);
        assert!(span.end_unix_nanos <= root.end_unix_nanos);
        model::assert_same(&read(span), &model::expected(node));
    }
}

fn read(span: &FinishedSpan) -> Span {
    let events = span.events.iter().map(|event| {
        let attributes = pairs(&event.attributes);
        (event.name.to_string(), attributes, event.dropped_attributes)
    });
    let links = span.links.iter().map(|link| Link {
        trace_id: link.trace_id.to_bytes(),
        span_id: link.span_id.to_bytes(),
        flags: link.flags.to_u8(),
        state: link.trace_state.clone(),
        attributes: pairs(&link.attributes),
        dropped_attributes: link.dropped_attributes,
    });
    Span {
        name: span.name.to_string(),
        kind: span.kind,
        attributes: pairs(&span.attributes),
        dropped_attributes: span.dropped_attributes,
        events: events.collect(),
        dropped_events: span.dropped_events,
        links: links.collect(),
        dropped_links: span.dropped_links,
        error: match span.status() {
            SpanStatus::Unset | SpanStatus::Ok => None,
            SpanStatus::Error { message } => Some(message.to_owned()),
            other => panic!("{other:?}"),
        },
        is_ok: span.status() == SpanStatus::Ok,
    }
}

fn pairs(attributes: &[(Key, Value)]) -> Pairs {
    let pairs = attributes.iter();
    pairs
        .map(|(key, value)| (key.to_string(), value.clone()))
        .collect()
}
