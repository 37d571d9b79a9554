//! Protobuf, as far as log records need it. Field numbers are below 16, so that
//! a tag is one byte.

pub(super) fn varint(to: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

pub(super) fn number(to: &mut Vec<u8>, field: u8, value: u64) {
    to.push(field << 3);
    varint(to, value);
}

pub(super) fn fixed64(to: &mut Vec<u8>, field: u8, value: u64) {
    to.push(field << 3 | 1);
    to.extend_from_slice(&value.to_le_bytes());
}

pub(super) fn fixed32(to: &mut Vec<u8>, field: u8, value: u32) {
    to.push(field << 3 | 5);
    to.extend_from_slice(&value.to_le_bytes());
}

/// A text, or a message that was written elsewhere.
pub(super) fn bytes(to: &mut Vec<u8>, field: u8, bytes: &[u8]) {
    opening(to, field, bytes.len());
    to.extend_from_slice(bytes);
}

/// What stands before a text or a message.
pub(super) fn opening(to: &mut Vec<u8>, field: u8, length: usize) {
    to.push(field << 3 | 2);
    varint(to, length as u64);
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::logs::v1::LogRecord;
    use prost::Message;

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 1, 127, 128, 16_384] {
            let expected = LogRecord {
                time_unix_nano: u64::MAX,
                severity_number: 300,
                severity_text: "x".repeat(length),
                flags: 1,
                observed_time_unix_nano: 2,
                ..LogRecord::default()
            };
            let mut message = Vec::new();
            fixed64(&mut message, 1, u64::MAX);
            number(&mut message, 2, 300);
            bytes(&mut message, 3, expected.severity_text.as_bytes());
            fixed32(&mut message, 8, 1);
            fixed64(&mut message, 11, 2);
            assert_eq!(LogRecord::decode(&*message), Ok(expected));
        }
    }
}
