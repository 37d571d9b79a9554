//! The minutes before now.

use std::ops::Range;

use crate::api::clock;

/// Counts are kept for 8 weeks.
const MOST: u64 = 8 * 7 * 1_440;
const NANOS_A_MINUTE: u64 = 60_000_000_000;

/// So many minutes back, or as many as otherwise.
pub(super) fn minutes(asked: Option<u64>, otherwise: u64) -> u64 {
    asked.unwrap_or(otherwise).clamp(1, MOST)
}

/// The last minutes since 1970, the present one included.
pub(super) fn until_now(minutes: u64) -> Range<u64> {
    let end = clock::unix_nanos() / NANOS_A_MINUTE + 1;
    end.saturating_sub(minutes)..end
}
