//! The minutes before now.

use std::ops::Range;

use trace_store::Coverage;

use crate::api::clock;

/// Counts are kept for 8 weeks.
const MOST: u64 = 8 * 7 * 1_440;
const NANOS_A_SECOND: u64 = 1_000_000_000;
const NANOS_A_MINUTE: u64 = 60 * NANOS_A_SECOND;

/// So many minutes back, or as many as otherwise.
pub(super) fn minutes(asked: Option<u64>, otherwise: u64) -> u64 {
    asked.unwrap_or(otherwise).clamp(1, MOST)
}

/// The last minutes since 1970, the present one included.
pub(super) fn until_now(minutes: u64) -> Range<u64> {
    let end = clock::unix_nanos() / NANOS_A_MINUTE + 1;
    end.saturating_sub(minutes)..end
}

/// How many seconds of the last minutes there may be counts for: not more than since the first
/// trace, as long as none was removed.
pub(super) fn covered_seconds(minutes: u64, coverage: &Coverage) -> u64 {
    let asked = minutes.saturating_mul(60);
    match (coverage.oldest_unix_nanos, coverage.bound) {
        (Some(oldest), None) => {
            let since = clock::unix_nanos().saturating_sub(oldest);
            since.div_ceil(NANOS_A_SECOND).clamp(1, asked.max(1))
        }
        _ => asked,
    }
}
