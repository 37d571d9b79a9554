//! Everything that is open or being undone in this process, for its end and its figures.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;

use crate::state::State;

pub(crate) static TRACKER: LazyLock<Tracker> = LazyLock::new(Tracker::default);

#[derive(Default)]
pub(crate) struct Tracker {
    /// Scopes whose request is under way.
    open: Mutex<HashMap<u64, Weak<State>>>,
    next: AtomicU64,
    /// Roll-backs that are under way.
    undoing: AtomicUsize,
    stopping: AtomicBool,
    changed: Notify,
    pub(crate) counts: Counts,
}

#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) registered: AtomicU64,
    pub(crate) forgotten: AtomicU64,
    pub(crate) done: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) timed_out: AtomicU64,
    pub(crate) panicked: AtomicU64,
    pub(crate) lost: AtomicU64,
}

/// What became of compensations in this process, since it began. Each that was registered
/// is in one of the other counts, or still waits.
///
/// ```
/// let stats = trace_rollback::stats();
/// assert_eq!(stats.lost, 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RollbackStats {
    /// Handed to [`Rollback::compensate`](crate::Rollback::compensate).
    pub registered: u64,
    /// Not needed: what they would have undone has succeeded.
    pub forgotten: u64,
    /// Run to their end, without an error.
    pub done: u64,
    /// Run, and returned an error.
    pub failed: u64,
    /// Run, and stopped at their time limit.
    pub timed_out: u64,
    /// Run, and panicked.
    pub panicked: u64,
    /// Not run, or not to the end: the runtime was gone.
    pub lost: u64,
    /// Scopes that are open at the moment.
    pub open: u64,
    /// Roll-backs that are under way at the moment.
    pub undoing: u64,
}

/// What became of compensations in this process.
pub fn stats() -> RollbackStats {
    let counts = &TRACKER.counts;
    let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
    RollbackStats {
        registered: read(&counts.registered),
        forgotten: read(&counts.forgotten),
        done: read(&counts.done),
        failed: read(&counts.failed),
        timed_out: read(&counts.timed_out),
        panicked: read(&counts.panicked),
        lost: read(&counts.lost),
        open: TRACKER.open().len() as u64,
        undoing: TRACKER.undoing.load(Ordering::Acquire) as u64,
    }
}

/// Ends what is open, and waits until all of it is undone.
///
/// Call it when the server takes no more requests and those under way have had their time:
/// a request on an idempotent route that is not done is stopped now, undone, and answered
/// with 503. A [`with_rollback`](crate::WithRollback::with_rollback) is not stopped, and
/// waited for. Returns whether all has ended before the deadline; what has not is logged
/// by its name when the runtime drops it, and counted as
/// [`lost`](RollbackStats::lost).
///
/// ```
/// use std::time::Duration;
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// // serve(…).with_graceful_shutdown(…).await; then:
/// assert!(trace_rollback::shutdown(Duration::from_secs(3)).await);
/// # });
/// ```
pub async fn shutdown(deadline: Duration) -> bool {
    TRACKER.stop();
    let idle = tokio::time::timeout(deadline, TRACKER.idle()).await;
    if idle.is_err() {
        let stats = stats();
        tracing::error!(
            open = stats.open,
            undoing = stats.undoing,
            "roll-backs were still under way at the deadline"
        );
    }
    idle.is_ok()
}

impl Tracker {
    fn open(&self) -> MutexGuard<'_, HashMap<u64, Weak<State>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    pub(crate) fn opened(&self, state: Weak<State>) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.open().insert(id, state);
        id
    }

    pub(crate) fn closed(&self, id: u64) {
        self.open().remove(&id);
        self.changed.notify_waiters();
    }

    fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        let open: Vec<_> = self.open().values().filter_map(Weak::upgrade).collect();
        for state in open {
            state.wake();
        }
    }

    async fn idle(&self) {
        loop {
            // Asked for first, so that no change goes by between the look and the wait.
            let changed = self.changed.notified();
            let mut changed = std::pin::pin!(changed);
            changed.as_mut().enable();
            if self.open().is_empty() && self.undoing.load(Ordering::Acquire) == 0 {
                return;
            }
            changed.await;
        }
    }
}

/// One roll-back that is under way, until it is dropped.
pub(crate) struct Underway(());

impl Underway {
    pub(crate) fn begin() -> Self {
        TRACKER.undoing.fetch_add(1, Ordering::AcqRel);
        Underway(())
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        TRACKER.undoing.fetch_sub(1, Ordering::AcqRel);
        TRACKER.changed.notify_waiters();
    }
}
