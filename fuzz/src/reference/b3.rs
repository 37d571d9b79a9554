//! B3 (openzipkin/b3-propagation), and the plain family of our documentation.

use super::grammar::{hex_digit, is_zeros, repeated};

/// What one format says of the caller.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Nothing,
    /// What is malformed, and counted.
    Wrong,
    Wish(bool),
    Parent {
        trace_id: String,
        span_id: String,
        sampled: bool,
        debug: bool,
    },
}

/// The values of the headers; of each the first.
#[derive(Debug, Default)]
pub(crate) struct Multi<'a> {
    pub(crate) trace_id: Option<&'a str>,
    pub(crate) span_id: Option<&'a str>,
    pub(crate) sampled: Option<&'a str>,
    pub(crate) flags: Option<&'a str>,
}

/// "Single Header"
pub(crate) fn single(value: &str) -> Said {
    let parts: Vec<&str> = value.split('-').collect();
    match parts[..] {
        ["0"] => Said::Wish(false),
        ["1" | "d"] => Said::Wish(true),
        [trace_id, span_id] => parent(trace_id, span_id, None),
        [trace_id, span_id, state] => with_state(trace_id, span_id, state),
        [trace_id, span_id, state, parent] if span(parent).is_some() => {
            with_state(trace_id, span_id, state)
        }
        _ => Said::Wrong,
    }
}

fn with_state(trace_id: &str, span_id: &str, state: &str) -> Said {
    match state {
        "0" | "1" | "d" => parent(trace_id, span_id, Some(state)),
        _ => Said::Wrong,
    }
}

/// "Multiple Headers": `true` and `false` as a lenient implementation has them.
pub(crate) fn multi(given: &Multi<'_>) -> Said {
    let state = match (given.flags, given.sampled) {
        (Some("1"), _) => Some("d"),
        (_, Some("1" | "true")) => Some("1"),
        (_, Some("0" | "false")) => Some("0"),
        (_, Some(_)) => return Said::Wrong,
        (_, None) => None,
    };
    match (given.trace_id, given.span_id, state) {
        (Some(trace_id), Some(span_id), state) => parent(trace_id, span_id, state),
        (None, None, None) => Said::Nothing,
        (None, None, Some(state)) => Said::Wish(state != "0"),
        _ => Said::Wrong,
    }
}

/// A decision that is left open is taken as one to record.
fn parent(trace_id: &str, span_id: &str, state: Option<&str>) -> Said {
    match (trace(trace_id), span(span_id)) {
        (Some(trace_id), Some(span_id)) => Said::Parent {
            trace_id,
            span_id,
            sampled: state != Some("0"),
            debug: state == Some("d"),
        },
        _ => Said::Wrong,
    }
}

/// The plain family: ids, which may be a UUID, and a wish.
pub(crate) fn plain(
    trace_id: Option<&str>,
    span_ids: [Option<&str>; 2],
    sampled: Option<&str>,
) -> Said {
    let wish = match sampled {
        Some("1" | "true") => Some(true),
        Some("0" | "false") => Some(false),
        _ => None,
    };
    let trace_id = trace_id.and_then(|id| uuid(id).or_else(|| trace(id)));
    let span_id = span_ids.into_iter().flatten().find_map(span);
    match (trace_id, span_id, wish) {
        (Some(trace_id), Some(span_id), wish) => Said::Parent {
            trace_id,
            span_id,
            sampled: wish != Some(false),
            debug: false,
        },
        (_, _, Some(wish)) => Said::Wish(wish),
        _ => Said::Nothing,
    }
}

/// 8-4-4-4-12 digits.
fn uuid(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    (lengths == [8, 4, 4, 4, 12]).then(|| trace(&parts.concat()))?
}

/// 32 digits, or 16 for the low half.
fn trace(text: &str) -> Option<String> {
    let valid = [16, 32]
        .iter()
        .any(|&digits| repeated(text, digits, digits, hex_digit));
    (valid && !is_zeros(text)).then(|| format!("{text:0>32}").to_ascii_lowercase())
}

fn span(text: &str) -> Option<String> {
    let valid = repeated(text, 16, 16, hex_digit) && !is_zeros(text);
    valid.then(|| text.to_ascii_lowercase())
}
