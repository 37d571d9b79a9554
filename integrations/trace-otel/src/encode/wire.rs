//! Protobuf, as far as OTLP needs it.
//!
//! A length stands before what it measures. Each message is written behind room
//! for a length of one byte, and moved where that is too little: for the few
//! hundred bytes that it is, moving them takes less than reading the record
//! twice, once to measure it.

/// What can be written as a message.
pub(super) trait Message {
    /// Writes all fields, without tag and length.
    fn write(&self, to: &mut Vec<u8>);
}

/// Takes fields. Their numbers are below 16, so that a tag is a byte, but for
/// [`fixed32`](Self::fixed32).
pub(super) trait Sink {
    fn varint(&mut self, value: u64);

    /// What stands before a text or a message of `length` bytes.
    fn opening(&mut self, field: u8, length: usize);

    fn message(&mut self, field: u8, message: &impl Message);

    fn bytes(&mut self, field: u8, bytes: &[u8]);

    /// Left out when it is empty.
    fn text(&mut self, field: u8, text: &str);

    fn number(&mut self, field: u8, value: u64);

    /// Left out when it is zero, the default of protobuf.
    fn count(&mut self, field: u8, value: u32);

    fn fixed32(&mut self, field: u8, value: u32);

    fn fixed64(&mut self, field: u8, value: u64);
}

impl Sink for Vec<u8> {
    #[inline]
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.push(value as u8);
    }

    #[inline]
    fn opening(&mut self, field: u8, length: usize) {
        self.push(field << 3 | 2);
        self.varint(length as u64);
    }

    #[inline]
    fn message(&mut self, field: u8, message: &impl Message) {
        self.extend_from_slice(&[field << 3 | 2, 0]);
        let start = self.len();
        message.write(self);
        let length = self.len() - start;
        match self.get_mut(start - 1) {
            Some(room) if length < 0x80 => *room = length as u8,
            _ => insert_length(self, start, length),
        }
    }

    #[inline]
    fn bytes(&mut self, field: u8, bytes: &[u8]) {
        self.opening(field, bytes.len());
        self.extend_from_slice(bytes);
    }

    #[inline]
    fn text(&mut self, field: u8, text: &str) {
        if !text.is_empty() {
            self.bytes(field, text.as_bytes());
        }
    }

    #[inline]
    fn number(&mut self, field: u8, value: u64) {
        self.push(field << 3);
        self.varint(value);
    }

    #[inline]
    fn count(&mut self, field: u8, value: u32) {
        if value != 0 {
            self.number(field, value.into());
        }
    }

    #[inline]
    fn fixed32(&mut self, field: u8, value: u32) {
        self.varint(u64::from(field) << 3 | 5);
        self.extend_from_slice(&value.to_le_bytes());
    }

    #[inline]
    fn fixed64(&mut self, field: u8, value: u64) {
        self.push(field << 3 | 1);
        self.extend_from_slice(&value.to_le_bytes());
    }
}

/// Replaces the byte before `start` by the length, in more than a byte, of what
/// lies behind it.
#[inline(never)]
fn insert_length(buffer: &mut Vec<u8>, start: usize, length: usize) {
    let end = buffer.len();
    // Seven bits a byte.
    let more = length.ilog2() as usize / 7;
    buffer.resize(end + more, 0);
    buffer.copy_within(start..end, start + more);
    let mut rest = length;
    for byte in buffer.iter_mut().skip(start - 1).take(more) {
        *byte = rest as u8 | 0x80;
        rest >>= 7;
    }
    if let Some(last) = buffer.get_mut(start - 1 + more) {
        *last = rest as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many bytes.
    struct Filled(usize);

    impl Message for Filled {
        fn write(&self, to: &mut Vec<u8>) {
            to.resize(to.len() + self.0, 7);
        }
    }

    #[test]
    fn a_length_takes_the_bytes_it_needs() {
        for length in [0, 1, 127, 128, 129, 16_383, 16_384, 2_097_151, 2_097_152] {
            let mut expected = vec![1, 2, 3];
            expected.opening(4, length);
            expected.resize(expected.len() + length, 7);
            let mut written = vec![1, 2, 3];
            written.message(4, &Filled(length));
            assert!(written == expected, "{length}");
        }
    }

    #[test]
    fn varints() {
        for bit in 0..64 {
            for value in [(1 << bit) - 1, 1 << bit, u64::MAX - (1 << bit)] {
                let mut bytes = Vec::new();
                bytes.varint(value);
                assert_eq!(bytes.len(), prost::encoding::encoded_len_varint(value));
                assert_eq!(prost::encoding::decode_varint(&mut &bytes[..]), Ok(value));
            }
        }
    }
}
