//! What of the attributes of a span counts, found out on the collector's thread.

use super::extra;
use super::keys::Keys;
use super::pairs;
use crate::buffer::header;
use crate::callsite::Callsites;
use crate::value::text::read_bytes;
use crate::{counters, limits};

/// Leaves each key once in the records of a batch, and as many as the limit allows beside
/// the declared ones: where a span ends there is no time for that.
pub(crate) fn settle(words: &mut [u64], callsites: &Callsites, keys: &mut Keys) {
    let mut rest = words;
    while let Some(first) = rest.first().copied() {
        let length = header::length(first).clamp(1, rest.len());
        let (record, behind) = rest.split_at_mut(length);
        if first & header::EXTRA != 0
            && let Some(part) = part(first, record)
        {
            let callsite = callsites.get(header::callsite(first));
            let declared = callsite.map_or(&[][..], |callsite| callsite.keys());
            settle_part(part, declared, keys);
        }
        rest = behind;
    }
}

/// The part of a record that [`extra`] describes.
fn part(first: u64, record: &mut [u64]) -> Option<&mut [u64]> {
    let mut at = header::WORDS;
    for flag in [header::TRACE_STATE, header::NAMED] {
        if first & flag != 0 {
            let (_, behind) = read_bytes(record.get(at..)?)?;
            at = record.len() - behind.len();
        }
    }
    let (part, _) = extra::split(record.get(at..)?)?;
    let length = part.len();
    record.get_mut(at..at + length)
}

fn settle_part(part: &mut [u64], declared: &[&str], keys: &mut Keys) -> Option<()> {
    let range = extra::attributes(part)?;
    let words = part.get_mut(range)?;
    if words.is_empty() {
        return None;
    }
    let count = pairs::leave_out_repeats(words, keys);
    let replaces = declared
        .iter()
        .filter(|key| {
            keys.has(key.as_bytes(), |at| {
                pairs::key_at(words, at) == key.as_bytes()
            })
        })
        .count();
    // Those that replace the value of a declared attribute need no room.
    let room = limits::attributes().saturating_sub(declared.len());
    let too_many = count.saturating_sub(replaces).saturating_sub(room);
    if too_many > 0 {
        let refused = refuse(words, declared, room);
        extra::add_dropped_attributes(part, refused);
        counters::limited(refused, 0, 0);
    }
    if replaces > 0 {
        extra::set_replaces(part);
    }
    Some(())
}

/// Leaves out what is beyond the room that declared attributes leave.
#[cold]
fn refuse(words: &mut [u64], declared: &[&str], mut room: usize) -> u32 {
    let mut refused = Vec::new();
    for (key, pair) in pairs::split(words) {
        let is_declared = declared.iter().any(|have| have.as_bytes() == key);
        if is_declared || pairs::is_left_out(words, &pair) {
            continue;
        }
        match room.checked_sub(1) {
            Some(left) => room = left,
            None => refused.push(pair),
        }
    }
    let count = refused.len() as u32;
    for pair in refused {
        pairs::leave_out(words, pair);
    }
    count
}
