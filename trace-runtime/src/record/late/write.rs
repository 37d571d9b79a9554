//! Writing what came late into the record.

use super::Late;
use crate::record::extra::{self, Dropped};
use crate::value::text::push_text;
use crate::value::words::push_value;
use crate::value::{Key, Value};
use crate::{counters, limits};

/// The attribute of a span that was dropped before its end.
const CANCELLED_KEY: &str = "cancelled";

/// Appends the part. `declared` are the keys of the callsite, and `dropped`
/// what was left out of their values.
pub(in crate::record) fn write(
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
        flags |= extra::TRACE_STATE;
        push_text(to, trace_state);
    }
    if !late.message().is_empty() {
        flags |= extra::MESSAGE;
        push_text(to, late.message());
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
        flags |= extra::DROPPED;
        to.push(u64::from(dropped.attributes) | u64::from(dropped.events) << 32);
        to.push(u64::from(dropped.links));
        counters::limited(dropped.attributes, dropped.events, dropped.links);
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
        push_text(to, key);
        push_value(to, value, limits::value_length());
    }
    // Beyond the limit, which is there to bound what the user records.
    let taken = late.attributes.iter().any(|(key, _)| key == CANCELLED_KEY);
    if cancelled && !taken && !declared.contains(&CANCELLED_KEY) {
        push_text(to, CANCELLED_KEY);
        push_value(to, &Value::Bool(true), limits::value_length());
    }
    to[start + 1] = (to.len() - attributes) as u64 | (late.events.len() as u64) << 32;
    to.extend_from_slice(&late.events);
    to.extend_from_slice(&late.links);
    to[start] = (to.len() - start) as u64 | flags;
}
