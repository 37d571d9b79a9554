//! The time, as tables have it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// So long after a request or a roll-back was begun, nobody works at it any more: requests
/// take less, [`REQUEST_LIMIT`], and each step back has a time limit.
pub(crate) const LEASE: Duration = Duration::from_secs(6);
/// What a payment may take.
pub(crate) const REQUEST_LIMIT: Duration = Duration::from_secs(4);

/// Milliseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    millis(since.unwrap_or_default())
}

/// What was begun before this has been left.
pub(crate) fn left_before() -> i64 {
    now().saturating_sub(millis(LEASE))
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
