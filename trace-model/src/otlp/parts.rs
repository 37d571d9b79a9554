//! A span taken apart: what no compression makes shorter, and the rest.

use trace_runtime::{SpanId, TraceId};

use super::message::Message;
use super::wire::{Fields, Malformed};

/// The ids and times of a span: what a store does better to keep aside from the rest of the
/// message, which compresses well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpanParts {
    /// The span.
    pub span_id: SpanId,
    /// The span that caused this one.
    pub parent: Option<SpanId>,
    /// When the span began: nanoseconds since 1970.
    pub start_unix_nanos: u64,
    /// When the span ended: nanoseconds since 1970.
    pub end_unix_nanos: u64,
}

impl SpanParts {
    /// Takes the message of a span apart. What is neither an id nor a time is appended to
    /// `rest`.
    ///
    /// # Errors
    ///
    /// The bytes are no message, or the span has no valid id.
    pub fn take_apart(message: &[u8], rest: &mut Vec<u8>) -> Result<Self, Malformed> {
        let (mut span_id, mut parent) = (None, None);
        let (mut start_unix_nanos, mut end_unix_nanos) = (0, 0);
        let mut fields = Fields::of(message);
        // The rest is copied in long pieces, from one of the parts to the next.
        let mut piece = 0;
        loop {
            let at = message.len() - fields.left();
            let Some(field) = fields.next() else {
                break;
            };
            match field? {
                (1, _) => {}
                (2, field) => span_id = id_of(field.bytes()?),
                (4, field) => parent = id_of(field.bytes()?),
                (7, field) => start_unix_nanos = field.fixed64()?,
                (8, field) => end_unix_nanos = field.fixed64()?,
                _ => continue,
            }
            rest.extend_from_slice(&message[piece..at]);
            piece = message.len() - fields.left();
        }
        rest.extend_from_slice(&message[piece..]);
        Ok(SpanParts {
            span_id: span_id.ok_or(Malformed::new("a span without a valid id"))?,
            parent,
            start_unix_nanos,
            end_unix_nanos,
        })
    }

    /// The message again, with the rest of it. Fields may stand in another order than before.
    pub fn put_together(&self, trace_id: TraceId, rest: &[u8]) -> Vec<u8> {
        let mut out = Message::default();
        out.bytes_always(1, &trace_id.to_bytes());
        out.bytes_always(2, &self.span_id.to_bytes());
        if let Some(parent) = self.parent {
            out.bytes_always(4, &parent.to_bytes());
        }
        out.fixed64(7, self.start_unix_nanos);
        out.fixed64(8, self.end_unix_nanos);
        let mut bytes = out.into_bytes();
        bytes.extend_from_slice(rest);
        bytes
    }
}

fn id_of(bytes: &[u8]) -> Option<SpanId> {
    SpanId::from_u64(u64::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_taken_apart_without_a_loss() {
        let mut message = Message::default();
        message.bytes(5, b"POST /orders");
        message.bytes_always(1, &[7; 16]);
        message.varint(6, 2);
        message.bytes_always(2, &[1; 8]);
        message.fixed64(7, 10);
        message.bytes(9, b"");
        message.fixed64(8, 20);
        message.varint(10, 3);
        let message = message.into_bytes();

        let mut rest = Vec::new();
        let parts = SpanParts::take_apart(&message, &mut rest).unwrap();
        assert_eq!(parts.span_id.to_bytes(), [1; 8]);
        assert_eq!(parts.parent, None);
        assert_eq!((parts.start_unix_nanos, parts.end_unix_nanos), (10, 20));

        let trace_id = TraceId::from_u128(u128::from_be_bytes([7; 16])).unwrap();
        let again = parts.put_together(trace_id, &rest);
        assert_eq!(again.len(), message.len());
        let mut rest_again = Vec::new();
        let parts_again = SpanParts::take_apart(&again, &mut rest_again).unwrap();
        assert_eq!((parts_again, rest_again), (parts, rest));
    }
}
