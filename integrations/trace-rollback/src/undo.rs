//! Running what was registered: last first, each once, whatever becomes of the others.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::compensation::{Compensation, Label, Undoing};
use crate::outcome::RollbackOutcome;
use crate::tracker::{Counts, TRACKER, Underway};

/// A roll-back that goes on by itself, also when this is dropped; awaited, it gives what
/// came of it.
#[must_use = "it goes on without being awaited; awaited, it says what came of it"]
#[derive(Debug)]
pub struct RollingBack(Option<JoinHandle<RollbackOutcome>>);

impl Future for RollingBack {
    type Output = RollbackOutcome;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<RollbackOutcome> {
        match &mut self.0 {
            None => Poll::Ready(RollbackOutcome::None),
            // The task is lost with its runtime; it has said so.
            Some(running) => Pin::new(running)
                .poll(task)
                .map(|outcome| outcome.unwrap_or(RollbackOutcome::Partial)),
        }
    }
}

/// Runs them on `runtime`, the last one first; `then` is told what came of it.
pub(crate) fn start(
    compensations: Vec<Compensation>,
    runtime: Option<&Handle>,
    then: impl FnOnce(RollbackOutcome) + Send + 'static,
) -> RollingBack {
    if compensations.is_empty() {
        then(RollbackOutcome::None);
        return RollingBack(None);
    }
    let left = Left {
        current: None,
        waiting: compensations,
        _underway: Underway::begin(),
    };
    // Without a runtime, what is left is dropped here, and says so.
    #[expect(
        clippy::disallowed_methods,
        reason = "each compensation brings the contract of its step"
    )]
    let run = |runtime: &Handle| {
        runtime.spawn(async move {
            let outcome = run(left).await;
            then(outcome);
            outcome
        })
    };
    RollingBack(runtime.map(run))
}

async fn run(mut left: Left) -> RollbackOutcome {
    let mut outcome = RollbackOutcome::Complete;
    while let Some(compensation) = left.waiting.pop() {
        let label = compensation.label();
        left.current = Some(compensation.label());
        let done = compensation.run().await;
        left.current = None;
        count(match &done {
            Ok(()) => &TRACKER.counts.done,
            Err(Undoing::Failed(_)) => &TRACKER.counts.failed,
            Err(Undoing::TimedOut(_)) => &TRACKER.counts.timed_out,
            Err(Undoing::Panicked) => &TRACKER.counts.panicked,
        });
        match done {
            Ok(()) => label.log(|compensation| tracing::info!(compensation, "undone")),
            Err(why) => {
                outcome = RollbackOutcome::Partial;
                label.log(|compensation| not_undone(compensation, &why));
            }
        }
    }
    outcome
}

fn not_undone(compensation: &str, why: &Undoing) {
    match why {
        Undoing::Failed(error) => {
            tracing::error!(compensation, %error, "not undone: the compensation failed");
        }
        Undoing::TimedOut(limit) => {
            let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
            tracing::error!(compensation, limit_ms, "not undone: its time limit is over");
        }
        Undoing::Panicked => {
            tracing::error!(compensation, "not undone: the compensation panicked");
        }
    }
}

/// What has not been run to its end. Dropped with something in it, the runtime is gone.
struct Left {
    current: Option<Label>,
    waiting: Vec<Compensation>,
    _underway: Underway,
}

impl Drop for Left {
    fn drop(&mut self) {
        let waiting = self.waiting.iter().rev().map(Compensation::label);
        for label in self.current.take().into_iter().chain(waiting) {
            count(&TRACKER.counts.lost);
            label.log(|compensation| {
                tracing::error!(compensation, "not undone: the runtime has ended");
            });
        }
    }
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// Counts what was registered and is not needed.
pub(crate) fn forget(counts: &Counts, compensations: Vec<Compensation>) {
    let forgotten = compensations.len() as u64;
    counts.forgotten.fetch_add(forgotten, Ordering::Relaxed);
}
