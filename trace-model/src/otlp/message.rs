//! The wire format of protobuf, out.
//!
//! Source: <https://protobuf.dev/programming-guides/encoding/>.

/// Appends fields to a message. What is zero or empty is left out, as proto3 does, except
/// by the methods whose name says otherwise.
#[derive(Debug, Default)]
pub(super) struct Message {
    bytes: Vec<u8>,
}

impl Message {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn raw_varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    pub(super) fn varint_always(&mut self, number: u64, value: u64) {
        self.raw_varint(number << 3);
        self.raw_varint(value);
    }

    pub(super) fn varint(&mut self, number: u64, value: u64) {
        if value != 0 {
            self.varint_always(number, value);
        }
    }

    pub(super) fn fixed64_always(&mut self, number: u64, value: u64) {
        self.raw_varint(number << 3 | 1);
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub(super) fn fixed64(&mut self, number: u64, value: u64) {
        if value != 0 {
            self.fixed64_always(number, value);
        }
    }

    pub(super) fn fixed32_always(&mut self, number: u64, value: u32) {
        self.raw_varint(number << 3 | 5);
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub(super) fn fixed32(&mut self, number: u64, value: u32) {
        if value != 0 {
            self.fixed32_always(number, value);
        }
    }

    pub(super) fn bytes_always(&mut self, number: u64, value: &[u8]) {
        self.raw_varint(number << 3 | 2);
        self.raw_varint(value.len() as u64);
        self.bytes.extend_from_slice(value);
    }

    pub(super) fn bytes(&mut self, number: u64, value: &[u8]) {
        if !value.is_empty() {
            self.bytes_always(number, value);
        }
    }

    /// Writes a message within this one, also an empty one.
    pub(super) fn message(&mut self, number: u64, write: impl FnOnce(&mut Message)) {
        let open = self.open(number);
        write(self);
        self.close(open);
    }

    /// Begins a message within this one, which [`close`](Self::close) ends.
    ///
    /// Most messages are shorter than 128 bytes, so that one byte is left for the length; a
    /// longer one moves on.
    pub(super) fn open(&mut self, number: u64) -> Open {
        self.raw_varint(number << 3 | 2);
        self.bytes.push(0);
        Open {
            start: self.bytes.len(),
        }
    }

    pub(super) fn close(&mut self, open: Open) {
        let (start, end) = (open.start, self.bytes.len());
        let length = end - start;
        if length < 0x80 {
            self.bytes[start - 1] = length as u8;
            return;
        }
        self.raw_varint(length as u64);
        let width = self.bytes.len() - end;
        self.bytes[start - 1..].rotate_right(width);
        self.bytes.remove(start - 1 + width);
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Forgets what was written after the message had this length.
    pub(super) fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
    }
}

/// A message within another that is being written.
#[derive(Debug)]
pub(super) struct Open {
    start: usize,
}

impl Open {
    /// Where what is in the message begins.
    pub(super) fn start(&self) -> usize {
        self.start
    }
}
