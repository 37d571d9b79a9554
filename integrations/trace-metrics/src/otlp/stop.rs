//! When the thread that exports is to do something, and when it has ended.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use trace_otel::TimeLimit;

/// What the thread and its owner share.
#[derive(Debug, Default)]
pub(super) struct Stop {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// By when all has to be done, once the end has begun.
    by: Option<Instant>,
    ended: bool,
}

impl Stop {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until(&self, at: Instant, is: impl Fn(&State) -> bool) -> bool {
        let mut state = self.lock();
        while !is(&state) {
            let left = at.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Begins the end, which has to be reached by then.
    pub(super) fn begin(&self, by: Instant) {
        self.lock().by.get_or_insert(by);
        self.changed.notify_all();
    }

    /// Waits for a moment; `true` if the end has begun before.
    pub(super) fn begins_before(&self, at: Instant) -> bool {
        self.wait_until(at, |state| state.by.is_some())
    }

    pub(super) fn ended(&self) {
        self.lock().ended = true;
        self.changed.notify_all();
    }

    /// Waits for a moment; `true` if the end was reached before.
    pub(super) fn ends_before(&self, at: Instant) -> bool {
        self.wait_until(at, |state| state.ended)
    }
}

/// There is no limit but the end.
impl TimeLimit for Stop {
    fn remaining(&self) -> Duration {
        let by = self.lock().by;
        by.map_or(Duration::MAX, |by| {
            by.saturating_duration_since(Instant::now())
        })
    }

    fn wait(&self, pause: Duration) -> bool {
        if pause >= self.remaining() {
            return false;
        }
        self.begins_before(Instant::now() + pause);
        !self.remaining().is_zero()
    }
}
