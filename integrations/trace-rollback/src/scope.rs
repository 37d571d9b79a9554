//! The owner: whoever knows whether the work has succeeded.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

use crate::outcome::RollbackOutcome;
use crate::rollback::Rollback;
use crate::state::State;
use crate::tracker::TRACKER;
use crate::undo::{self, RollingBack};

/// The scope of a piece of work, for authors of integrations: hand a
/// [`rollback`](Self::rollback) inward, and say how it ended. Dropped without that, it is
/// undone: the work has panicked, or nobody waits for it any more.
///
/// Drop the work first, so that what its destructors do comes before what undoes it.
///
/// ```
/// use trace_rollback::{RollbackOutcome, RollbackScope};
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(
/// trace_runtime::run("job", async |cx| {
///     let scope = RollbackScope::open();
///     scope.rollback().compensate(cx, "step back", async |_cx| {});
///     assert_eq!(scope.undo().await, RollbackOutcome::Complete);
/// })
/// # );
/// ```
#[must_use = "dropped, it undoes what is registered"]
pub struct RollbackScope {
    state: Arc<State>,
    id: u64,
    /// Where it is undone: a destructor may run where there is no runtime.
    runtime: Option<Handle>,
}

impl RollbackScope {
    /// Opens a scope on the current tokio runtime, whose clock must be enabled.
    pub fn open() -> Self {
        let state = Arc::new(State::default());
        RollbackScope {
            id: TRACKER.opened(Arc::downgrade(&state)),
            state,
            runtime: Handle::try_current().ok(),
        }
    }

    /// What steps are registered with.
    pub fn rollback(&self) -> Rollback {
        Rollback::new(Arc::clone(&self.state))
    }

    /// The work has succeeded: what was registered is forgotten.
    pub fn keep(self) {
        undo::forget(&TRACKER.counts, self.state.keep());
    }

    /// The work has failed: what was registered is run, last first.
    pub fn undo(self) -> RollingBack {
        self.start(|_| {})
    }

    /// The work has failed, and nobody waits for what comes of it: `then` is told.
    pub fn undo_then(self, then: impl FnOnce(RollbackOutcome) + Send + 'static) {
        drop(self.start(then));
    }

    /// Ready when the process ends and the work is to stop; see
    /// [`shutdown`](crate::shutdown).
    pub fn poll_stop(&self, task: &mut Context<'_>) -> Poll<()> {
        if TRACKER.is_stopping() {
            return Poll::Ready(());
        }
        self.state.wake_by(task.waker());
        // It may have been told between the two.
        match TRACKER.is_stopping() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }

    fn start(&self, then: impl FnOnce(RollbackOutcome) + Send + 'static) -> RollingBack {
        undo::start(self.state.undo(), self.runtime.as_ref(), then)
    }
}

impl Drop for RollbackScope {
    fn drop(&mut self) {
        // Nothing, where it has been decided.
        drop(self.start(|_| {}));
        TRACKER.closed(self.id);
    }
}

impl fmt::Debug for RollbackScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RollbackScope").finish_non_exhaustive()
    }
}
