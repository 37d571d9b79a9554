//! Open, then kept or undone: what is decided once.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use crate::compensation::Compensation;

/// What a scope and its handles share.
#[derive(Default)]
pub(crate) struct State(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    phase: Phase,
    registered: Vec<Compensation>,
    /// Of the request, which may have to stop.
    waker: Option<Waker>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Open,
    Kept,
    Undone,
}

/// What happens to a compensation that is registered.
pub(crate) enum Registered {
    Waits,
    /// What it would undo has succeeded.
    NotNeeded,
    /// What it would undo has failed already.
    RunNow(Compensation),
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn register(&self, compensation: Compensation) -> Registered {
        let mut inner = self.lock();
        match inner.phase {
            Phase::Open => {
                inner.registered.push(compensation);
                Registered::Waits
            }
            Phase::Undone => Registered::RunNow(compensation),
            Phase::Kept => {
                drop(inner); // what it holds is the user's, and is dropped unlocked
                drop(compensation);
                Registered::NotNeeded
            }
        }
    }

    /// What has been done stays. Gives what is not needed any more.
    pub(crate) fn keep(&self) -> Vec<Compensation> {
        self.decide(Phase::Kept)
    }

    /// Gives what is to be run, in the order in which it was registered.
    pub(crate) fn undo(&self) -> Vec<Compensation> {
        self.decide(Phase::Undone)
    }

    /// The first decision holds.
    fn decide(&self, phase: Phase) -> Vec<Compensation> {
        let mut inner = self.lock();
        if inner.phase != Phase::Open {
            return Vec::new();
        }
        inner.phase = phase;
        std::mem::take(&mut inner.registered)
    }

    pub(crate) fn wake_by(&self, waker: &Waker) {
        let mut inner = self.lock();
        match &mut inner.waker {
            Some(old) => old.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
    }

    pub(crate) fn wake(&self) {
        let waker = self.lock().waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
