//! What may have become of bytes between their writing and their reading.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use trace_model::{Attribute, Resource, Span, SpanId, SpanKind, Status, Trace, TraceId};

/// A number beyond all others, as the encodings write it.
const HUGE: [u8; 10] = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];

/// Bytes like these with some changed, cut off, put in between or behind; or none like them.
pub(crate) fn damaged(bytes: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let of = |bytes: &Vec<u8>| Just(bytes.clone());
    prop_oneof![
        4 => (of(&bytes), vec((any::<Index>(), 1..=u8::MAX), 1..6)).prop_map(|(mut bytes, flips)| {
            for (at, flip) in flips {
                let at = at.index(bytes.len());
                bytes[at] ^= flip;
            }
            bytes
        }),
        2 => (of(&bytes), any::<Index>()).prop_map(|(mut bytes, at)| {
            let at = at.index(bytes.len());
            bytes.splice(at..=at, HUGE);
            bytes
        }),
        1 => (of(&bytes), any::<Index>(), vec(any::<u8>(), 1..32)).prop_map(|(mut bytes, at, more)| {
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..at, more);
            bytes
        }),
        1 => (of(&bytes), any::<Index>()).prop_map(|(mut bytes, at)| {
            bytes.truncate(at.index(bytes.len()));
            bytes
        }),
        1 => vec(any::<u8>(), 0..256),
    ]
}

/// All beginnings of the bytes, without themselves.
pub(crate) fn cut(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..bytes.len()).map(|length| &bytes[..length])
}

/// Three spans of two services, the last of which has failed.
pub(crate) fn trace() -> Trace {
    let attribute = |key: &str, value: &str| Attribute {
        key: key.into(),
        value: value.into(),
    };
    let mut trace = Trace::new(TraceId::from_u128(7).expect("seven is an id"));
    for number in 1..=3 {
        let service = ["gateway", "orders"][usize::from(number > 1)];
        let start = 1_700_000_000_000_000_000 + 1_000 * number;
        trace.spans.push(Span {
            trace_id: trace.id,
            span_id: SpanId::from_u64(number).expect("none is zero"),
            parent: SpanId::from_u64(number - 1),
            trace_state: "".into(),
            flags: 1,
            name: "POST /orders".into(),
            kind: SpanKind::Server,
            start_unix_nanos: start,
            end_unix_nanos: start + 5_000_000,
            attributes: vec![attribute("customer", "c1")],
            dropped_attributes: 0,
            events: Vec::new(),
            dropped_events: 0,
            links: Vec::new(),
            dropped_links: 0,
            status: match number {
                3 => Status::Error {
                    message: "sold out".into(),
                },
                _ => Status::Unset,
            },
            resource: Arc::new(Resource {
                attributes: vec![attribute("service.name", service)],
                ..Resource::default()
            }),
            scope: Arc::default(),
        });
    }
    trace
}
