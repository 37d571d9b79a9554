//! The part of a record that most spans do not have.
//!
//! ```text
//! 0   words of the part, this one included (32 bits) | flags (8)
//! 1   words of the attributes (32) | words of the events (32)
//! …   trace state (text), if flagged
//! …   description of the status (text), if flagged
//! …   numbers of dropped attributes (32) and events (32); links — if flagged
//! …   attributes: key (text), value
//! …   events: words (32) | dropped attributes (32); ticks; name; attributes
//! …   links: words (32) | dropped attributes (32); trace ×2; span; flags;
//!     trace state (text); attributes
//! ```

use crate::context::SpanContext;
use crate::limits;
use crate::value::text::{cut, push_text, read_text};
use crate::value::words::push_value;
use crate::value::{Key, Value};

pub(super) const TRACE_STATE: u64 = 1 << 32;
pub(super) const MESSAGE: u64 = 1 << 33;
pub(super) const DROPPED: u64 = 1 << 34;

const LOW: u64 = 0xffff_ffff;

pub(super) fn push_event(to: &mut Vec<u64>, name: &str, attributes: &[(Key, Value)], ticks: u64) {
    let start = to.len();
    to.extend([0, ticks]);
    push_text(to, cut(name, limits::value_length()));
    push_attributes(to, start, attributes);
}

pub(super) fn push_link(to: &mut Vec<u64>, link: &SpanContext, attributes: &[(Key, Value)]) {
    let start = to.len();
    let trace = link.trace_id().to_u128();
    let span = link.span_id().to_u64();
    let flags = u64::from(link.flags().to_u8());
    to.extend([0, (trace >> 64) as u64, trace as u64, span, flags]);
    push_text(to, link.trace_state().as_str());
    push_attributes(to, start, attributes);
}

/// Appends the attributes of an event or a link and completes its first word.
fn push_attributes(to: &mut Vec<u64>, start: usize, attributes: &[(Key, Value)]) {
    let limit = limits::attributes();
    for (key, value) in attributes.iter().take(limit) {
        push_text(to, key);
        push_value(to, value, limits::value_length());
    }
    let dropped = attributes.len().saturating_sub(limit) as u64;
    to[start] = (to.len() - start) as u64 | dropped << 32;
}

/// How many were left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Dropped {
    pub(super) attributes: u32,
    pub(super) events: u32,
    pub(super) links: u32,
}

impl Dropped {
    pub(super) fn any(self) -> bool {
        self != Dropped::default()
    }
}

/// The part, taken apart.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Extra<'a> {
    pub(super) trace_state: &'a str,
    pub(super) message: &'a str,
    pub(super) dropped: Dropped,
    pub(super) attributes: &'a [u64],
    pub(super) events: &'a [u64],
    pub(super) links: &'a [u64],
}

/// Splits the part off from what lies behind it.
pub(super) fn split(words: &[u64]) -> Option<(&[u64], &[u64])> {
    let length = words.first()? & LOW;
    words.split_at_checked(length as usize)
}

/// Takes the part apart.
pub(super) fn read(part: &[u64]) -> Option<Extra<'_>> {
    let [first, sizes, rest @ ..] = part else {
        return None;
    };
    let mut rest = rest;
    let mut extra = Extra::default();
    if first & TRACE_STATE != 0 {
        (extra.trace_state, rest) = read_text(rest)?;
    }
    if first & MESSAGE != 0 {
        (extra.message, rest) = read_text(rest)?;
    }
    if first & DROPPED != 0 {
        let [counts, links, behind @ ..] = rest else {
            return None;
        };
        extra.dropped = Dropped {
            attributes: *counts as u32,
            events: (counts >> 32) as u32,
            links: *links as u32,
        };
        rest = behind;
    }
    (extra.attributes, rest) = rest.split_at_checked((sizes & LOW) as usize)?;
    (extra.events, extra.links) = rest.split_at_checked((sizes >> 32) as usize)?;
    Some(extra)
}

/// Splits the first event or link off: what it holds, without its first word;
/// how many attributes it dropped; and the ones behind it.
pub(super) fn split_item(words: &[u64]) -> Option<(&[u64], u32, &[u64])> {
    let first = *words.first()?;
    let (item, rest) = words.split_at_checked((first & LOW) as usize)?;
    Some((item.get(1..)?, (first >> 32) as u32, rest))
}
