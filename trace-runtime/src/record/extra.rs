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

use super::late::{Dropped, Late};
use super::words;
use crate::context::SpanContext;
use crate::limits;
use crate::value::{Key, Value};

const TRACE_STATE: u64 = 1 << 32;
const MESSAGE: u64 = 1 << 33;
const DROPPED: u64 = 1 << 34;

const LOW: u64 = 0xffff_ffff;

/// The attribute of a span that was dropped before its end.
pub(super) const CANCELLED_KEY: &str = "cancelled";

/// Appends the part. `declared` are the keys of the callsite, and `dropped`
/// what was left out of their values.
pub(super) fn push(
    to: &mut Vec<u64>,
    late: Option<&Late>,
    trace_state: &str,
    declared: &[&str],
    mut dropped: Dropped,
    cancelled: bool,
) {
    let nothing = Late::default();
    let late = late.unwrap_or(&nothing);
    let start = to.len();
    let mut flags = 0;
    to.extend([0, 0]);
    if !trace_state.is_empty() {
        flags |= TRACE_STATE;
        words::push_text(to, trace_state);
    }
    if !late.message().is_empty() {
        flags |= MESSAGE;
        words::push_text(to, late.message());
    }
    // Those that replace the value of a declared attribute need no room.
    let room = limits::attributes().saturating_sub(declared.len());
    let replaces = |key: &Key| declared.contains(&&**key);
    let new = late.attributes.iter().filter(|(key, _)| !replaces(key));
    dropped.attributes += new.count().saturating_sub(room) as u32;
    dropped.attributes += late.dropped.attributes;
    dropped.events += late.dropped.events;
    dropped.links += late.dropped.links;
    if dropped.any() {
        flags |= DROPPED;
        to.push(u64::from(dropped.attributes) | u64::from(dropped.events) << 32);
        to.push(u64::from(dropped.links));
        crate::counters::limited(dropped.attributes, dropped.events, dropped.links);
    }
    let attributes = to.len();
    let mut room = room;
    for (key, value) in &late.attributes {
        if !replaces(key) {
            let Some(left) = room.checked_sub(1) else {
                continue;
            };
            room = left;
        }
        words::push_text(to, key);
        words::push_value(to, value, limits::value_length());
    }
    // Beyond the limit, which is there to bound what the user records.
    let taken = late.attributes.iter().any(|(key, _)| key == CANCELLED_KEY);
    if cancelled && !taken && !declared.contains(&CANCELLED_KEY) {
        words::push_text(to, CANCELLED_KEY);
        words::push_value(to, &Value::Bool(true), limits::value_length());
    }
    to[start + 1] = (to.len() - attributes) as u64 | (late.events.len() as u64) << 32;
    to.extend_from_slice(&late.events);
    to.extend_from_slice(&late.links);
    to[start] = (to.len() - start) as u64 | flags;
}

pub(super) fn push_event(to: &mut Vec<u64>, name: &str, attributes: &[(Key, Value)], ticks: u64) {
    let start = to.len();
    to.extend([0, ticks]);
    words::push_text(to, words::cut(name, limits::value_length()));
    push_attributes(to, start, attributes);
}

pub(super) fn push_link(to: &mut Vec<u64>, link: &SpanContext, attributes: &[(Key, Value)]) {
    let start = to.len();
    let trace = link.trace_id().to_u128();
    let span = link.span_id().to_u64();
    let flags = u64::from(link.flags().to_u8());
    to.extend([0, (trace >> 64) as u64, trace as u64, span, flags]);
    words::push_text(to, link.trace_state().as_str());
    push_attributes(to, start, attributes);
}

/// Appends the attributes of an event or a link and completes its first word.
fn push_attributes(to: &mut Vec<u64>, start: usize, attributes: &[(Key, Value)]) {
    let limit = limits::attributes();
    for (key, value) in attributes.iter().take(limit) {
        words::push_text(to, key);
        words::push_value(to, value, limits::value_length());
    }
    let dropped = attributes.len().saturating_sub(limit) as u64;
    to[start] = (to.len() - start) as u64 | dropped << 32;
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
        (extra.trace_state, rest) = words::read_text(rest)?;
    }
    if first & MESSAGE != 0 {
        (extra.message, rest) = words::read_text(rest)?;
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
