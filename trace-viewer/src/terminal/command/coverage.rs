//! What an answer does not cover.

use super::super::text::{date, escape};
use crate::api::viewer::Coverage;

/// The lines that say how far back an answer goes, and what could not be asked.
pub(super) fn lines(coverage: &Coverage) -> Vec<String> {
    let mut lines = Vec::new();
    let limit = match coverage.bound.as_deref() {
        Some("age") => "older ones have reached their age",
        Some("bytes") => "older ones made room for newer ones",
        _ => "nothing was removed yet",
    };
    match coverage.oldest_unix_nano {
        Some(oldest) => lines.push(format!("traces since {} UTC; {limit}", date(oldest))),
        None => lines.push("no trace is held; `trace-viewer doctor` finds out why".to_owned()),
    }
    let missing = coverage.missing.iter();
    lines.extend(missing.map(|missing| format!("incomplete: {}", escape(missing))));
    lines
}
