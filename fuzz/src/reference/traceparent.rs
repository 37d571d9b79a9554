//! W3C Trace Context level 2, section 3.2, and 3.2.5 for later versions.

use super::grammar::{hex_digit_lower, is_zeros, repeated, without_ows};

/// The three fields that a receiver uses.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parent {
    pub(crate) trace_id: String,
    pub(crate) parent_id: String,
    /// `sampled` and `random-trace-id`; the other flags are reserved.
    pub(crate) flags: u8,
}

/// Takes the value apart at its dashes: of version 00 there are four parts, of a
/// later one at least four. None of the four can hold a dash itself.
pub(crate) fn parse(value: &str) -> Option<Parent> {
    let parts: Vec<&str> = without_ows(value).split('-').collect();
    let [version, trace_id, parent_id, flags, later @ ..] = &parts[..] else {
        return None;
    };
    let well_formed = repeated(version, 2, 2, hex_digit_lower)
        && repeated(trace_id, 32, 32, hex_digit_lower)
        && repeated(parent_id, 16, 16, hex_digit_lower)
        && repeated(flags, 2, 2, hex_digit_lower);
    let valid = well_formed
        && *version != "ff"
        && (*version != "00" || later.is_empty())
        && !is_zeros(trace_id)
        && !is_zeros(parent_id);
    valid.then(|| Parent {
        trace_id: (*trace_id).to_owned(),
        parent_id: (*parent_id).to_owned(),
        flags: u8::from_str_radix(flags, 16).expect("two hex digits") & 3,
    })
}
