//! How long an export may take, which shutdown may shorten at any time.

use std::fmt;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use crate::buffer::sync::{Arc, Condvar, Mutex, lock};

/// The time by which an exporter must be done.
///
/// Ask it again before every try: a shutdown in the meantime shortens it, so
/// that flush, export and shutdown together keep the time that the program
/// allowed for them.
#[derive(Debug, Clone)]
pub struct Deadline {
    at: Instant,
    signal: Arc<Signal>,
}

impl Deadline {
    /// A deadline that nothing shortens, for tests of exporters.
    pub fn after(timeout: Duration) -> Self {
        Deadline::new(timeout, Arc::new(Signal::new()))
    }

    pub(crate) fn new(timeout: Duration, signal: Arc<Signal>) -> Self {
        Deadline {
            at: far(Instant::now(), timeout),
            signal,
        }
    }

    /// The time that is left; zero when there is none.
    pub fn remaining(&self) -> Duration {
        self.remaining_before(self.signal.end())
    }

    /// Sleeps for `pause`, or less if shutdown shortens the deadline meanwhile;
    /// returns whether time is left for another try. A pause that would outlast
    /// the deadline is not begun.
    ///
    /// ```
    /// use std::time::Duration;
    /// use trace_runtime::exporter::{Deadline, ExportError};
    ///
    /// fn deliver(deadline: &Deadline, send: impl Fn(Duration) -> bool) -> Result<(), ExportError> {
    ///     while !send(deadline.remaining()) {
    ///         if !deadline.wait(Duration::from_millis(500)) {
    ///             return Err(ExportError::TimedOut);
    ///         }
    ///     }
    ///     Ok(())
    /// }
    /// # assert_eq!(deliver(&Deadline::after(Duration::ZERO), |_| false), Err(ExportError::TimedOut));
    /// ```
    pub fn wait(&self, pause: Duration) -> bool {
        let at_first = self.signal.end();
        if pause >= self.remaining_before(at_first) {
            return false;
        }
        self.signal.wait(at_first, Instant::now() + pause);
        !self.remaining().is_zero()
    }

    /// The time that is left if shutdown has set this `end`.
    fn remaining_before(&self, end: Option<Instant>) -> Duration {
        let at = end.map_or(self.at, |end| end.min(self.at));
        at.saturating_duration_since(Instant::now())
    }
}

/// `start` and `timeout`, or a day if that is no time at all.
fn far(start: Instant, timeout: Duration) -> Instant {
    let day = Duration::from_secs(86_400);
    start.checked_add(timeout).unwrap_or_else(|| start + day)
}

/// Where shutdown says when everything must be over.
pub(crate) struct Signal {
    end: Mutex<Option<Instant>>,
    set: Condvar,
}

impl Signal {
    pub(crate) fn new() -> Self {
        Signal {
            end: Mutex::new(None),
            set: Condvar::new(),
        }
    }

    /// For shutdown; `false` if it was set before, which stays.
    pub(crate) fn set(&self, end: Instant) -> bool {
        let mut known = lock(&self.end);
        let first = known.is_none();
        known.get_or_insert(end);
        self.set.notify_all();
        first
    }

    pub(crate) fn end(&self) -> Option<Instant> {
        *lock(&self.end)
    }

    /// Waits until then, or until shutdown begins, if that is later than what
    /// `known` says.
    fn wait(&self, known: Option<Instant>, until: Instant) {
        let mut end = lock(&self.end);
        while *end == known {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let woken = self.set.wait_timeout(end, left);
            end = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Without the lock.
impl fmt::Debug for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signal").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_pause_that_outlasts_the_deadline_is_not_begun() {
        let deadline = Deadline::after(Duration::from_secs(60));
        assert!(deadline.wait(Duration::from_millis(1)));
        let start = Instant::now();
        assert!(!deadline.wait(Duration::from_secs(90)));
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "an exporter has no trace")]
    fn shutdown_ends_a_pause_early() {
        let signal = Arc::new(Signal::new());
        let deadline = Deadline::new(Duration::from_secs(600), Arc::clone(&signal));
        let start = Instant::now();
        let exporter = thread::spawn(move || {
            deadline.wait(Duration::from_secs(500));
            deadline
        });
        signal.set(Instant::now() + Duration::from_secs(5));
        let deadline = exporter.join().unwrap();
        assert!(start.elapsed() < Duration::from_secs(60));
        assert!(deadline.remaining() <= Duration::from_secs(5));
    }

    #[test]
    fn an_endless_timeout_is_no_panic() {
        assert!(!Deadline::after(Duration::MAX).remaining().is_zero());
    }
}
