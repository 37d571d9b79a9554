//! Protobuf, as far as OTLP needs it.
//!
//! Bytes are copied in blocks whose size the compiler knows: a few too many,
//! which what comes next writes over. That takes a fraction of what appending
//! slices takes.
//!
//! A length stands before what it measures, in one byte or more. So room is left
//! for as many as it will probably take, and the message moved if they were not.

/// Takes fields, and keeps its memory for the next message. Numbers of fields
/// are below 16, so that a tag is a byte, but for [`fixed32`](Self::fixed32).
#[derive(Debug, Default)]
pub(super) struct Writer {
    /// What is written, and room behind it.
    bytes: Vec<u8>,
    /// The end of what is written.
    at: usize,
}

/// A message that is being written.
#[derive(Debug)]
#[must_use = "close it: its length is still missing"]
pub(super) struct Open {
    start: usize,
    width: usize,
}

/// A length takes no more bytes than this: 64 TiB.
const MAX_WIDTH: usize = 7;

impl Writer {
    /// What is written.
    pub(super) fn written(&self) -> &[u8] {
        self.bytes.get(..self.at).unwrap_or_default()
    }

    /// Begins anew.
    pub(super) fn clear(&mut self) {
        self.at = 0;
    }

    /// Gives the memory away; what was written is at its beginning.
    pub(super) fn take_memory(&mut self) -> Vec<u8> {
        self.at = 0;
        std::mem::take(&mut self.bytes)
    }

    /// Begins anew in memory that was used before.
    pub(super) fn reuse_memory(&mut self, bytes: Vec<u8>) {
        self.at = 0;
        self.bytes = bytes;
    }

    /// Writes a block, of which `count` bytes count.
    #[inline]
    pub(super) fn block<const N: usize>(&mut self, block: [u8; N], count: usize) {
        self.store(self.at, block);
        self.at += count;
    }

    #[inline]
    fn store<const N: usize>(&mut self, at: usize, block: [u8; N]) {
        loop {
            if let Some(room) = self.bytes.get_mut(at..at + N) {
                room.copy_from_slice(&block);
                return;
            }
            self.grow(N);
        }
    }

    /// Makes room for `more` bytes. It is zeroed once, and never again.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize) {
        self.bytes.reserve(more.max(1024));
        self.bytes.resize(self.bytes.capacity(), 0);
    }

    /// Overwrites a byte that is `back` bytes behind the end.
    #[inline]
    pub(super) fn patch(&mut self, back: usize, byte: u8) {
        self.store(self.at - back, [byte]);
    }

    /// Writes `bytes`. Short ones are put together from two blocks that overlap.
    #[inline]
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        match bytes.len() {
            0 => {}
            1..4 => self.ends::<1>(bytes),
            4..8 => self.ends::<4>(bytes),
            8..=16 => self.ends::<8>(bytes),
            17..=32 => self.ends::<16>(bytes),
            _ => self.long(bytes),
        }
        self.at += bytes.len();
    }

    /// The first `N` bytes, the last `N`, and the one in the middle if `N` is 1.
    #[inline]
    fn ends<const N: usize>(&mut self, bytes: &[u8]) {
        let (at, length) = (self.at, bytes.len());
        if let (Some(head), Some(tail)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) {
            self.store(at, *head);
            if N == 1 {
                self.store(at + length / 2, [bytes[length / 2]]);
            }
            self.store(at + length - N, *tail);
        }
    }

    #[inline(never)]
    fn long(&mut self, bytes: &[u8]) {
        let end = self.at + bytes.len();
        if end > self.bytes.len() {
            self.grow(end - self.bytes.len());
        }
        if let Some(room) = self.bytes.get_mut(self.at..end) {
            room.copy_from_slice(bytes);
        }
    }

    #[inline]
    pub(super) fn varint(&mut self, value: u64) {
        if value < 0x80 {
            return self.block([value as u8], 1);
        }
        let (bytes, count) = varint(value);
        self.block(bytes.to_le_bytes(), count);
    }

    /// Begins a message whose length probably takes `width` bytes.
    #[inline]
    pub(super) fn open(&mut self, field: u8, width: usize) -> Open {
        let width = width.clamp(1, MAX_WIDTH);
        self.block([field << 3 | 2, 0, 0, 0, 0, 0, 0, 0], 1 + width);
        Open {
            start: self.at,
            width,
        }
    }

    /// Ends a message, and says how many bytes its length took.
    #[inline]
    pub(super) fn close(&mut self, open: Open) -> usize {
        let Open { start, width } = open;
        let length = self.at - start;
        match width {
            1 if length < 0x80 => self.store(start - 1, [length as u8]),
            2 if (0x80..0x4000).contains(&length) => {
                self.store(start - 2, [length as u8 | 0x80, (length >> 7) as u8]);
            }
            _ => return self.close_moving(start, width, length),
        }
        width
    }

    #[inline(never)]
    fn close_moving(&mut self, start: usize, room: usize, length: usize) -> usize {
        let (bytes, width) = varint(length as u64);
        if width != room {
            let end = start + length + width.saturating_sub(room);
            if end > self.bytes.len() {
                self.grow(end - self.bytes.len());
            }
            self.bytes
                .copy_within(start..start + length, start - room + width);
            self.at = self.at - room + width;
        }
        let room = self.bytes.iter_mut().skip(start - room);
        for (to, byte) in room.zip(&bytes.to_le_bytes()[..width]) {
            *to = *byte;
        }
        width
    }

    /// A message that is mostly short.
    #[inline]
    pub(super) fn message(&mut self, field: u8, write: impl FnOnce(&mut Self)) {
        let open = self.open(field, 1);
        write(self);
        self.close(open);
    }

    #[inline]
    pub(super) fn bytes(&mut self, field: u8, bytes: &[u8]) {
        if bytes.len() < 0x80 {
            self.block([field << 3 | 2, bytes.len() as u8], 2);
        } else {
            self.block([field << 3 | 2], 1);
            self.varint(bytes.len() as u64);
        }
        self.raw(bytes);
    }

    /// Left out when it is empty.
    #[inline]
    pub(super) fn text(&mut self, field: u8, text: &str) {
        if !text.is_empty() {
            self.bytes(field, text.as_bytes());
        }
    }

    /// The same of a text that is bytes in UTF-8.
    #[inline]
    pub(super) fn text_utf8(&mut self, field: u8, utf8: &[u8]) {
        if !utf8.is_empty() {
            self.bytes(field, utf8);
        }
    }

    #[inline]
    pub(super) fn number(&mut self, field: u8, value: u64) {
        self.block([field << 3], 1);
        self.varint(value);
    }

    /// Left out when it is zero, the default of protobuf.
    #[inline]
    pub(super) fn count(&mut self, field: u8, value: u32) {
        if value != 0 {
            self.number(field, value.into());
        }
    }

    #[inline]
    pub(super) fn fixed32(&mut self, field: u8, value: u32) {
        self.varint(u64::from(field) << 3 | 5);
        self.block(value.to_le_bytes(), 4);
    }

    #[inline]
    pub(super) fn fixed64(&mut self, field: u8, value: u64) {
        self.block([field << 3 | 1], 1);
        self.block(value.to_le_bytes(), 8);
    }
}

/// A number, seven bits a byte with the lowest first, and how many bytes that
/// takes. All bits move at once: a loop over bytes would go through memory.
#[inline]
pub(super) fn varint(value: u64) -> (u128, usize) {
    let bits = 64 - (value | 1).leading_zeros() as usize;
    let width = bits.div_ceil(7);
    let low = spread(value);
    // Two more bytes, of which most numbers have none.
    let high = spread(value >> 56);
    let groups = u128::from(high) << 64 | u128::from(low);
    // All but the last byte say that there is more.
    let more = 0x8080_8080_8080_8080_8080_u128 & ((1 << (8 * (width - 1))) - 1);
    (groups | more, width)
}

/// The low 56 bits, seven in each byte.
#[inline]
fn spread(value: u64) -> u64 {
    let halves = value & 0x0fff_ffff | (value & 0x00ff_ffff_f000_0000) << 4;
    let quarters = halves & 0x0000_3fff_0000_3fff | (halves & 0x0fff_c000_0fff_c000) << 2;
    quarters & 0x007f_007f_007f_007f | (quarters & 0x3f80_3f80_3f80_3f80) << 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_takes_the_bytes_it_needs_whatever_was_guessed() {
        for length in [0, 1, 127, 128, 129, 16_383, 16_384, 2_097_151, 2_097_152] {
            for guess in [0, 1, 2, 3, 4, 9] {
                let mut written = Writer::default();
                written.raw(&[1, 2, 3]);
                let open = written.open(4, guess);
                written.raw(&vec![7; length]);
                let width = written.close(open);
                written.raw(&[8, 9]);

                let mut expected = vec![1, 2, 3, 4 << 3 | 2];
                prost::encoding::encode_varint(length as u64, &mut expected);
                assert_eq!(width, expected.len() - 4);
                expected.resize(expected.len() + length, 7);
                expected.extend([8, 9]);
                assert!(written.written() == expected, "{length}, {guess}");
            }
        }
    }

    #[test]
    fn bytes_of_every_length_are_copied() {
        let bytes: Vec<u8> = (0..200).collect();
        let mut written = Writer::default();
        let mut expected = Vec::new();
        for length in 0..bytes.len() {
            written.raw(&bytes[..length]);
            expected.extend_from_slice(&bytes[..length]);
        }
        assert_eq!(written.written(), expected);
    }

    #[test]
    fn memory_that_was_used_before_does_not_show() {
        let mut written = Writer::default();
        written.raw(&[0xff; 3000]);
        let memory = written.take_memory();
        assert!(written.written().is_empty());
        written.reuse_memory(memory);
        let open = written.open(1, 3);
        written.fixed32(2, 1);
        written.close(open);
        assert_eq!(written.written(), [10, 5, 21, 1, 0, 0, 0]);
    }

    #[test]
    fn varints() {
        for bit in 0..64 {
            for value in [(1 << bit) - 1, 1 << bit, u64::MAX - (1 << bit)] {
                let mut expected = Vec::new();
                prost::encoding::encode_varint(value, &mut expected);
                let (bytes, count) = varint(value);
                assert_eq!(bytes.to_le_bytes()[..count], expected);
            }
        }
    }
}
