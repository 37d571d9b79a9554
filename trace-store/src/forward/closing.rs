//! How long sending may still take.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use trace_otel::TimeLimit;

/// Longer than any attempt.
const LONG: Duration = Duration::from_secs(86_400);

/// The end of all sending, once it is known.
#[derive(Debug, Default)]
pub(super) struct Closing {
    end: Mutex<Option<Instant>>,
    changed: Condvar,
}

impl Closing {
    /// Sending ends after this time; what was said before holds if it is sooner.
    pub(super) fn within(&self, grace: Duration) {
        let end = Instant::now() + grace.min(LONG);
        let mut known = self.lock();
        *known = Some(known.map_or(end, |known| known.min(end)));
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Option<Instant>> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TimeLimit for Closing {
    fn remaining(&self) -> Duration {
        let left = |end: Instant| end.saturating_duration_since(Instant::now());
        self.lock().map_or(LONG, left)
    }

    fn wait(&self, pause: Duration) -> bool {
        let until = Instant::now() + pause.min(LONG);
        let mut end = self.lock();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if end.is_some_and(|end| end < until) {
                return false;
            }
            if left.is_zero() {
                return true;
            }
            let waited = self.changed.wait_timeout(end, left);
            end = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_that_outlasts_the_end_is_not_begun() {
        let closing = Closing::default();
        assert!(closing.wait(Duration::ZERO));
        closing.within(Duration::from_secs(60));
        assert!(closing.wait(Duration::from_millis(1)));
        assert!(!closing.wait(Duration::from_secs(3_600)));
        closing.within(Duration::ZERO);
        closing.within(Duration::from_secs(60));
        assert_eq!(closing.remaining(), Duration::ZERO);
    }
}
