//! `traceparent`, W3C Trace Context level 2, section 3.2.

use std::error::Error;
use std::fmt;

use super::SpanContext;
use super::id::{SpanId, TraceId, parse_hex};
use super::trace_flags::TraceFlags;
use super::trace_state::TraceState;

/// The header's name.
pub(crate) const NAME: &str = "traceparent";

/// `00-{trace id}-{span id}-{flags}`.
const LENGTH: usize = 55;

/// The value is no `traceparent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseTraceparentError {
    /// Version 00 has 55 characters; a later one has more only behind a dash.
    Length(usize),
    /// A dash is missing, or a digit is not lower-case hex.
    Form,
    /// Version `ff` is forbidden.
    Version,
    /// An id is all zeros.
    ZeroId,
}

impl fmt::Display for ParseTraceparentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => write!(f, "a traceparent has 55 characters, this has {length}"),
            Self::Form => f.write_str(
                "a traceparent is `version-traceid-parentid-flags` in lower-case hex digits",
            ),
            Self::Version => f.write_str("version ff of traceparent is forbidden"),
            Self::ZeroId => f.write_str("an id of zeros is not valid in a traceparent"),
        }
    }
}

impl Error for ParseTraceparentError {}

/// Length first, then fixed positions.
pub(crate) fn parse(value: &str) -> Result<SpanContext, ParseTraceparentError> {
    // Optional whitespace around a header's value is not part of it.
    let value = value.trim_matches([' ', '\t']).as_bytes();
    let Some((head, rest)) = value.split_first_chunk::<LENGTH>() else {
        return Err(ParseTraceparentError::Length(value.len()));
    };
    if (head[2], head[35], head[52]) != (b'-', b'-', b'-') {
        return Err(ParseTraceparentError::Form);
    }
    let form = |_| ParseTraceparentError::Form;
    let version = parse_hex::<2>(&head[..2]).map_err(form)?;
    let trace_id = parse_hex::<32>(&head[3..35]).map_err(form)?;
    let span_id = parse_hex::<16>(&head[36..52]).map_err(form)?;
    let flags = parse_hex::<2>(&head[53..]).map_err(form)?;
    match version {
        0xff => return Err(ParseTraceparentError::Version),
        0 if !rest.is_empty() => return Err(ParseTraceparentError::Length(value.len())),
        // What follows in a later version is unknown, but set off by a dash.
        _ if rest.first().is_some_and(|byte| *byte != b'-') => {
            return Err(ParseTraceparentError::Form);
        }
        _ => {}
    }
    let trace_id = TraceId::from_u128(trace_id).ok_or(ParseTraceparentError::ZeroId)?;
    let span_id = SpanId::from_u64(span_id as u64).ok_or(ParseTraceparentError::ZeroId)?;
    let flags = TraceFlags::from_u8(flags as u8);
    Ok(SpanContext::remote(
        trace_id,
        span_id,
        flags,
        TraceState::default(),
    ))
}

/// Always as version 00; flags that the specification does not know are zero.
#[inline]
pub(crate) fn format(trace_id: TraceId, span_id: SpanId, flags: TraceFlags) -> [u8; LENGTH] {
    let mut text = *b"00-00000000000000000000000000000000-0000000000000000-00";
    text[3..35].copy_from_slice(&trace_id.to_hex());
    text[36..52].copy_from_slice(&span_id.to_hex());
    // Flags are at most 3: one digit.
    text[54] = b'0' + flags.to_u8();
    text
}
