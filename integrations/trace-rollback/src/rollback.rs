//! The handle that steps are registered with.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::runtime::Handle;
use trace_runtime::TraceContract;
use trace_runtime::integration::SendAsyncClosure;
use trace_runtime::spawn::{AsyncClosure, InForm};

use crate::compensation::{Compensation, Undone};
use crate::state::{Registered, State};
use crate::tracker::TRACKER;
use crate::undo;

const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Where steps register what undoes them. Only what will run that hands one out: a route
/// that is marked idempotent, and [`with_rollback`](crate::WithRollback::with_rollback).
///
/// A clone may go to a spawned task. What is registered when the request has succeeded is
/// forgotten; when it has failed, it is run at once.
#[derive(Clone)]
pub struct Rollback {
    state: Arc<State>,
    time_limit: Duration,
}

impl Rollback {
    pub(crate) fn new(state: Arc<State>) -> Self {
        Rollback {
            state,
            time_limit: TIME_LIMIT,
        }
    }

    /// The same scope, whose compensations may take so long each, from now on and through
    /// this handle: 5 s by default.
    #[must_use]
    pub fn time_limit(mut self, each: Duration) -> Self {
        self.time_limit = each;
        self
    }

    /// Registers what undoes a step. Call it right after the step, as one that has not
    /// been done must not be undone; or before it, if undoing what was never done does no
    /// harm.
    ///
    /// If the request fails, what was registered runs, last first, each once, and each in
    /// a span of its own under the span of `cx`. One that fails, panics or takes longer
    /// than its [time limit](Self::time_limit) is counted and logged by its name, and the
    /// others are run all the same.
    ///
    /// It is kept in memory: a process that is killed runs nothing. For what must survive
    /// that, see [`durable`](crate::durable).
    ///
    /// ```
    /// use trace_rollback::Rollback;
    /// use trace_runtime::{TraceContract, traced};
    ///
    /// # struct Bank;
    /// # #[traced]
    /// # impl Bank {
    /// #     async fn charge(cx: &TraceContract, cents: u64) -> Result<String, String> { Ok("ch_1".into()) }
    /// #     async fn refund(cx: &TraceContract, charge: &str) -> Result<(), String> { Ok(()) }
    /// # }
    /// #[traced]
    /// async fn pay(cx: &TraceContract, rollback: &Rollback, cents: u64) -> Result<String, String> {
    ///     let charge = Bank::charge(cx, cents).await?;
    ///     let refund = charge.clone();
    ///     rollback.compensate(cx, "refund", async move |cx| Bank::refund(cx, &refund).await);
    ///     Ok(charge)
    /// }
    /// ```
    pub fn compensate<T, F, M: 'static>(
        &self,
        cx: &TraceContract,
        name: impl Into<Cow<'static, str>>,
        undo: F,
    ) where
        F: for<'a> AsyncClosure<&'a TraceContract, T, M>
            + InForm<M>
            + for<'a> SendAsyncClosure<&'a TraceContract, T, M>
            + Send
            + 'static,
        T: Undone + Send + 'static,
    {
        let compensation = Compensation::new(cx, name.into(), self.time_limit, undo);
        TRACKER.counts.registered.fetch_add(1, Ordering::Relaxed);
        match self.state.register(compensation) {
            Registered::Waits => {}
            Registered::NotNeeded => {
                TRACKER.counts.forgotten.fetch_add(1, Ordering::Relaxed);
            }
            Registered::RunNow(compensation) => {
                let runtime = Handle::try_current().ok();
                drop(undo::start(vec![compensation], runtime.as_ref(), |_| {}));
            }
        }
    }
}

impl fmt::Debug for Rollback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rollback")
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}
