//! Ids as older senders write them: hex digits in either case, trace ids of 64
//! bits. What `traceparent` may have is stricter.

use crate::context::{SpanId, TraceId, parse_hex};

/// 32 digits, or the 16 of older services, which stand for the low half.
pub(super) fn trace_id(text: &str) -> Option<TraceId> {
    let id = match text.len() {
        16 => number::<16>(text.as_bytes())?,
        _ => number::<32>(text.as_bytes())?,
    };
    TraceId::from_u128(id)
}

/// 16 digits.
pub(super) fn span_id(text: &str) -> Option<SpanId> {
    let id = number::<16>(text.as_bytes())?;
    SpanId::from_u64(id as u64)
}

/// Length first, so that nothing is done for a long text.
fn number<const N: usize>(text: &[u8]) -> Option<u128> {
    let mut digits: [u8; N] = text.try_into().ok()?;
    digits.make_ascii_lowercase();
    parse_hex::<N>(&digits).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_case_and_both_lengths() {
        let id = |text| trace_id(text).map(TraceId::to_u128);
        assert_eq!(id("00000000000000000000000000ABCDEF"), Some(0xab_cdef));
        assert_eq!(id("0000000000abcdef"), Some(0xab_cdef));
        assert_eq!(id("abcdef"), None);
        assert_eq!(id("0000000000000000"), None);
        assert_eq!(
            span_id("0000000000ABCDEF").map(SpanId::to_u64),
            Some(0xab_cdef)
        );
        assert_eq!(span_id("+000000000abcdef"), None);
    }
}
