//! What the spans of a block say, as a set of hashes: a search reads only blocks that may
//! have what is looked for.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use trace_model::{Attribute, Span, Status, Value};
use xorf::{BinaryFuse8, BinaryFuse8Ref, DmaSerializable as _, Filter as _, FilterRef as _};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::search::Literal;

/// More distinct hashes than this are not kept: the block counts as having everything.
const MOST: usize = 1 << 17;

/// Namespaces of what is not an attribute.
const KEY: u64 = 1;
const NAME: u64 = 2;
const SERVICE: u64 = 3;
const OPERATION: u64 = 4;
const KIND: u64 = 5;
const STATUS: u64 = 6;
const LINKED: u64 = 7;

/// Hashes of what a search can ask for. They are written to disk: XXH3 is the same everywhere.
#[derive(Debug, Default)]
pub(in crate::embedded) struct Hashes {
    set: HashSet<u64, BuildHasherDefault<Same>>,
}

/// A hash is its own hash.
#[derive(Debug, Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0 << 8 | u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

impl Hashes {
    pub(super) fn add_span(&mut self, span: &Span) {
        let service = span.service();
        let name = Self::name(&span.name);
        self.insert(name);
        self.insert(Self::service(&service));
        self.insert(Self::operation(&service, &span.name));
        self.insert(Self::kind(span.kind.as_str()));
        self.insert(Self::status(&span.status));
        self.attributes(&span.attributes);
        for event in &span.events {
            self.attributes(&event.attributes);
        }
        for link in &span.links {
            self.insert(Self::linked(&link.trace_id.to_string()));
        }
    }

    /// Takes attributes of a span, a resource, an event or a line.
    pub(super) fn attributes(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            let key = Self::key(&attribute.key);
            self.insert(key);
            self.value(key, &attribute.value);
        }
    }

    fn value(&mut self, key: u64, value: &Value) {
        match value {
            Value::Text(text) => self.insert(xxh3_64_with_seed(text.as_bytes(), key)),
            Value::Bool(value) => self.insert(xxh3_64_with_seed(&[u8::from(*value)], key)),
            Value::Int(value) => self.insert(of_number(key, *value as f64)),
            Value::Double(value) => self.insert(of_number(key, *value)),
            Value::List(values) => values.iter().for_each(|value| self.value(key, value)),
            Value::Empty | Value::Bytes(_) | Value::Map(_) => {}
        }
    }

    fn insert(&mut self, hash: u64) {
        if self.set.len() <= MOST {
            self.set.insert(hash);
        }
    }

    pub(in crate::embedded) fn key(key: &str) -> u64 {
        xxh3_64_with_seed(key.as_bytes(), KEY)
    }

    /// Of a key with a value that [equals](crate::search::Comparison::Equal) this one.
    pub(in crate::embedded) fn equal(key: &str, literal: &Literal) -> u64 {
        let key = Self::key(key);
        match literal {
            Literal::Text(text) => xxh3_64_with_seed(text.as_bytes(), key),
            Literal::Bool(value) => xxh3_64_with_seed(&[u8::from(*value)], key),
            Literal::Int(value) => of_number(key, *value as f64),
            Literal::Double(value) => of_number(key, *value),
        }
    }

    pub(in crate::embedded) fn name(name: &str) -> u64 {
        xxh3_64_with_seed(name.as_bytes(), NAME)
    }

    pub(in crate::embedded) fn service(name: &str) -> u64 {
        xxh3_64_with_seed(name.as_bytes(), SERVICE)
    }

    pub(in crate::embedded) fn operation(service: &str, name: &str) -> u64 {
        let service = xxh3_64_with_seed(service.as_bytes(), OPERATION);
        xxh3_64_with_seed(name.as_bytes(), service)
    }

    pub(in crate::embedded) fn kind(name: &str) -> u64 {
        xxh3_64_with_seed(name.as_bytes(), KIND)
    }

    fn status(status: &Status) -> u64 {
        Self::status_named(match status {
            Status::Unset => "unset",
            Status::Ok => "ok",
            Status::Error { .. } => "error",
        })
    }

    pub(in crate::embedded) fn status_named(name: &str) -> u64 {
        xxh3_64_with_seed(name.as_bytes(), STATUS)
    }

    /// Of the trace that a link names.
    pub(in crate::embedded) fn linked(id: &str) -> u64 {
        xxh3_64_with_seed(id.as_bytes(), LINKED)
    }

    /// The set as bytes; empty where it could have everything.
    pub(super) fn write(&self) -> Vec<u8> {
        if self.set.len() > MOST {
            return Vec::new();
        }
        let both = self.set.iter().flat_map(|hash| [*hash, second(*hash)]);
        let mut hashes: Vec<u64> = both.collect();
        hashes.sort_unstable();
        hashes.dedup();
        let Ok(filter) = BinaryFuse8::try_from(&hashes) else {
            return Vec::new();
        };
        let mut out = vec![0; BinaryFuse8::DESCRIPTOR_LEN];
        filter.dma_copy_descriptor_to(&mut out);
        out.extend_from_slice(filter.dma_fingerprints());
        out
    }
}

/// Each hash is in the set twice, in two shapes: one of 256 others has the one by accident,
/// and one of 65,536 has both. A block that is read for nothing costs a thousand times what
/// its filter does.
fn second(hash: u64) -> u64 {
    hash.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31)
}

/// Whole numbers and others are equal if their values are, so that both count as the latter.
fn of_number(key: u64, value: f64) -> u64 {
    // 0 and -0 are equal.
    let value = if value == 0.0 { 0.0 } else { value };
    xxh3_64_with_seed(&value.to_bits().to_le_bytes(), key)
}

/// The set of a block, read.
#[derive(Debug)]
pub(in crate::embedded) struct Filter<'a>(&'a [u8]);

impl<'a> Filter<'a> {
    pub(in crate::embedded) fn of(bytes: &'a [u8]) -> Self {
        Filter(bytes)
    }

    /// Whether the block may have it: `false` is certain.
    pub(in crate::embedded) fn may_have(&self, hash: u64) -> bool {
        let Some((descriptor, fingerprints)) = self.0.split_at_checked(BinaryFuse8::DESCRIPTOR_LEN)
        else {
            return true;
        };
        if !is_sound(descriptor, fingerprints.len()) {
            return true;
        }
        let filter = BinaryFuse8Ref::from_dma(descriptor, fingerprints);
        filter.contains(&hash) && filter.contains(&second(hash))
    }
}

/// Whether all that is looked up lies within so many fingerprints. The crate trusts what the
/// descriptor says: after the seed, the length of a segment, its mask, and the length of all
/// segments but the last two.
fn is_sound(descriptor: &[u8], fingerprints: usize) -> bool {
    let number = |at: usize| {
        let bytes = descriptor.get(at..)?.first_chunk::<4>()?;
        usize::try_from(u32::from_le_bytes(*bytes)).ok()
    };
    let [Some(segment), Some(mask), Some(all)] = [8, 12, 16].map(number) else {
        return false;
    };
    segment.is_power_of_two()
        && mask == segment - 1
        && all.is_multiple_of(segment)
        && segment.checked_mul(2).and_then(|two| two.checked_add(all)) == Some(fingerprints)
}
