//! Numbers and pieces of bytes, one after the other.

use crate::rollup::{read_varint, write_varint};

pub(super) fn write_piece(out: &mut Vec<u8>, piece: &[u8]) {
    write_varint(out, piece.len() as u64);
    out.extend_from_slice(piece);
}

pub(super) fn read_piece<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(read_varint(bytes)?).ok()?;
    take(bytes, length)
}

pub(super) fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

pub(super) fn array<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    take(bytes, N)?.try_into().ok()
}

/// A number that is mostly near zero, on either side, as one that is small then.
pub(super) fn zigzag(value: u64) -> u64 {
    let value = value as i64;
    ((value << 1) ^ (value >> 63)) as u64
}

pub(super) fn unzigzag(value: u64) -> u64 {
    (value >> 1) ^ (value & 1).wrapping_neg()
}

pub(super) fn number(bytes: &mut &[u8]) -> Option<u64> {
    read_varint(bytes)
}

pub(super) fn number_u32(bytes: &mut &[u8]) -> Option<u32> {
    u32::try_from(read_varint(bytes)?).ok()
}

pub(super) fn index(bytes: &mut &[u8]) -> Option<usize> {
    usize::try_from(read_varint(bytes)?).ok()
}
