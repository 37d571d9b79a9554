//! Protobuf, as far as metrics need it. Field numbers are below 16, so that a tag is one
//! byte. What is of no value is left out by whoever calls.

fn varint(to: &mut Vec<u8>, mut value: u64) {
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

/// Eight bytes: `fixed64`, `sfixed64` and, by its bits, `double`.
pub(super) fn fixed64(to: &mut Vec<u8>, field: u8, value: [u8; 8]) {
    to.push(field << 3 | 1);
    to.extend_from_slice(&value);
}

pub(super) fn bytes(to: &mut Vec<u8>, field: u8, bytes: &[u8]) {
    to.push(field << 3 | 2);
    varint(to, bytes.len() as u64);
    to.extend_from_slice(bytes);
}

/// A list of eight bytes each, packed.
pub(super) fn packed(to: &mut Vec<u8>, field: u8, values: impl Iterator<Item = [u8; 8]>) {
    let values: Vec<_> = values.flatten().collect();
    bytes(to, field, &values);
}

pub(super) fn message(to: &mut Vec<u8>, field: u8, write: impl FnOnce(&mut Vec<u8>)) {
    let mut inside = Vec::new();
    write(&mut inside);
    bytes(to, field, &inside);
}
