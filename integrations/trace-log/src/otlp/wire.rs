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

/// The fields of a message: number, and the value where that is a number or
/// bytes. Ends at what is no protobuf.
pub(super) fn fields(mut message: &[u8]) -> impl Iterator<Item = (u64, Read<'_>)> {
    std::iter::from_fn(move || {
        let tag = read_varint(&mut message)?;
        let value = match tag & 7 {
            0 => Read::Number(read_varint(&mut message)?),
            1 => Read::Other(take(&mut message, 8)?),
            2 => {
                let length = usize::try_from(read_varint(&mut message)?).ok()?;
                Read::Bytes(take(&mut message, length)?)
            }
            5 => Read::Other(take(&mut message, 4)?),
            _ => return None,
        };
        Some((tag >> 3, value))
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Other(&'a [u8]),
}

fn read_varint(from: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = from.split_first()?;
        *from = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn take<'a>(from: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut message = Vec::new();
        number(&mut message, 1, u64::MAX);
        number(&mut message, 2, 300);
        bytes(&mut message, 3, b"text");
        fixed32(&mut message, 8, 1);
        fixed64(&mut message, 11, 2);
        let read: Vec<_> = fields(&message).collect();
        assert_eq!(
            read,
            [
                (1, Read::Number(u64::MAX)),
                (2, Read::Number(300)),
                (3, Read::Bytes(b"text")),
                (8, Read::Other(&[1, 0, 0, 0])),
                (11, Read::Other(&[2, 0, 0, 0, 0, 0, 0, 0])),
            ]
        );
        for cut in 0..message.len() {
            assert!(fields(&message[..cut]).count() <= 5);
        }
        assert_eq!(fields(&[0xff; 20]).count(), 0);
        assert_eq!(
            fields(&[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]).count(),
            0
        );
    }
}
