//! The part of a record that most spans do not have.
//!
//! ```text
//! 0   words of the part, this one included (32 bits) | flags (8)
//! 1   words of the attributes (32) | words of the events (32)
//! 2   numbers of dropped attributes (32) | events (32)
//! 3   number of dropped links
//! …   description of the status (text), if flagged
//! …   attributes: key (text), value
//! …   events: words (32) | dropped attributes (32); ticks; name; attributes
//! …   links: words (32) | dropped attributes (32); trace ×2; span; flags;
//!     trace state (text); attributes
//! ```

use std::ops::Range;

use super::exception;
use super::list::Encoded;
use crate::context::SpanContext;
use crate::value::text::{padded, read_bytes, text};
use crate::value::words::Words;

/// Words before the first text.
pub(super) const HEAD: usize = 4;

/// An attribute stands in the place of a declared one; found out by the collector.
pub(super) const REPLACES: u64 = 1 << 32;
pub(super) const MESSAGE: u64 = 1 << 33;
/// The last attribute is the mark of a span that was cancelled.
pub(super) const MARKED: u64 = 1 << 34;
/// There is one event, an exception, whose message is the description of the status.
pub(super) const FAILED: u64 = 1 << 35;
/// Words of that mark.
pub(super) const MARK: usize = 4;

const LOW: u64 = 0xffff_ffff;

/// Appends an event.
#[inline]
pub(super) fn push_event(to: &mut Words, name: &str, ticks: u64, attributes: &Encoded) {
    let words = 3 + padded(name.len()) + attributes.words().len();
    let room = to.claim(words);
    if let Some(([first, at], room)) = room.split_first_chunk_mut::<2>() {
        *first = words as u64 | u64::from(attributes.dropped()) << 32;
        *at = ticks;
        let of_name = text(room, name).len();
        if let Some(room) = room.get_mut(of_name..) {
            room.copy_from_slice(attributes.words());
        }
    }
}

/// Appends a link.
pub(super) fn push_link(to: &mut Words, link: &SpanContext, attributes: &Encoded) {
    let start = to.len();
    let trace = link.trace_id().to_u128();
    let span = link.span_id().to_u64();
    let flags = u64::from(link.flags().to_u8());
    to.extend(&[0, (trace >> 64) as u64, trace as u64, span, flags]);
    to.push_text(link.trace_state().as_str());
    to.extend(attributes.words());
    let words = (to.len() - start) as u64;
    to.written_mut()[start] = words | u64::from(attributes.dropped()) << 32;
}

/// How many were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dropped {
    pub(super) attributes: u32,
    pub(super) events: u32,
    pub(super) links: u32,
}

impl Dropped {
    pub(super) const NONE: Dropped = Dropped {
        attributes: 0,
        events: 0,
        links: 0,
    };

    pub(super) fn add(&mut self, other: Dropped) {
        self.attributes = self.attributes.saturating_add(other.attributes);
        self.events = self.events.saturating_add(other.events);
        self.links = self.links.saturating_add(other.links);
    }

    pub(super) fn any(self) -> bool {
        self != Dropped::NONE
    }
}

/// The part, taken apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extra<'a> {
    pub(super) replaces: bool,
    failed: bool,
    /// In UTF-8.
    message: &'a [u8],
    pub(super) dropped: Dropped,
    pub(super) attributes: &'a [u64],
    pub(super) events: &'a [u64],
    pub(super) links: &'a [u64],
}

impl<'a> Extra<'a> {
    pub(super) const NONE: Extra<'static> = Extra {
        replaces: false,
        failed: false,
        message: &[],
        dropped: Dropped::NONE,
        attributes: &[],
        events: &[],
        links: &[],
    };

    /// The description of the status, in UTF-8.
    pub(super) fn message(&self) -> &'a [u8] {
        match self.failed {
            true => exception::message(self.events).unwrap_or_default(),
            false => self.message,
        }
    }
}

/// Splits the part off from what lies behind it.
pub(super) fn split(words: &[u64]) -> Option<(&[u64], &[u64])> {
    let length = words.first()? & LOW;
    words.split_at_checked(length as usize)
}

/// Takes the part apart.
pub(super) fn read(part: &[u64]) -> Option<Extra<'_>> {
    let ([first, sizes, counts, links], mut rest) = part.split_first_chunk::<HEAD>()?;
    let mut extra = Extra::NONE;
    extra.replaces = first & REPLACES != 0;
    extra.dropped = Dropped {
        attributes: *counts as u32,
        events: (counts >> 32) as u32,
        links: *links as u32,
    };
    if first & MESSAGE != 0 {
        (extra.message, rest) = read_bytes(rest)?;
    }
    (extra.attributes, rest) = rest.split_at_checked((sizes & LOW) as usize)?;
    (extra.events, extra.links) = rest.split_at_checked((sizes >> 32) as usize)?;
    extra.failed = first & FAILED != 0;
    Some(extra)
}

/// Where the attributes that were set lie in the part.
pub(super) fn attributes(part: &[u64]) -> Option<Range<usize>> {
    let [first, sizes, ..] = part else {
        return None;
    };
    let mut start = HEAD;
    if first & MESSAGE != 0 {
        let (_, behind) = read_bytes(part.get(HEAD..)?)?;
        start = part.len() - behind.len();
    }
    let mark = if first & MARKED != 0 { MARK } else { 0 };
    let words = ((sizes & LOW) as usize).checked_sub(mark)?;
    Some(start..start + words)
}

/// Counts attributes that are left out when the record is there already.
pub(super) fn add_dropped_attributes(part: &mut [u64], dropped: u32) {
    if let Some(counts) = part.get_mut(2) {
        let sum = (*counts as u32).saturating_add(dropped);
        *counts = *counts & !LOW | u64::from(sum);
    }
}

/// Says that an attribute stands in the place of a declared one.
pub(super) fn set_replaces(part: &mut [u64]) {
    if let Some(first) = part.first_mut() {
        *first |= REPLACES;
    }
}

/// Splits the first event or link off: what it holds, without its first word;
/// how many attributes it dropped; and the ones behind it.
pub(super) fn split_item(words: &[u64]) -> Option<(&[u64], u32, &[u64])> {
    let first = *words.first()?;
    let (item, rest) = words.split_at_checked((first & LOW) as usize)?;
    Some((item.get(1..)?, (first >> 32) as u32, rest))
}
