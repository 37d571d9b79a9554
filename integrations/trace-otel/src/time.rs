use std::fmt::Debug;
use std::time::{Duration, Instant};

use trace_runtime::exporter::Deadline;

/// How long sending may take, which whoever asked for it may shorten meanwhile,
/// as shutting down does.
///
/// [`Deadline`] is one. What is asked here must be answered at once, but for a
/// pause.
pub trait TimeLimit: Debug {
    /// The time that is left; zero when there is none.
    fn remaining(&self) -> Duration;

    /// Sleeps for `pause`, or less if the limit is shortened meanwhile; returns
    /// whether time is left after it. A pause that would outlast the limit is
    /// not begun.
    fn wait(&self, pause: Duration) -> bool;
}

impl TimeLimit for Deadline {
    fn remaining(&self) -> Duration {
        Deadline::remaining(self)
    }

    fn wait(&self, pause: Duration) -> bool {
        Deadline::wait(self, pause)
    }
}

/// What is left of two times: our own for one message, and the caller's, which
/// shutting down may shorten at any moment.
#[derive(Debug)]
pub(crate) struct TimeLeft<'a> {
    /// `None` for a timeout beyond what an `Instant` can say.
    own: Option<Instant>,
    limit: &'a dyn TimeLimit,
}

impl<'a> TimeLeft<'a> {
    pub(crate) fn new(own: Duration, limit: &'a dyn TimeLimit) -> Self {
        Self {
            own: Instant::now().checked_add(own),
            limit,
        }
    }

    pub(crate) fn left(&self) -> Duration {
        let left = self.limit.remaining();
        match self.own {
            Some(own) => left.min(own.saturating_duration_since(Instant::now())),
            None => left,
        }
    }

    /// Waits for `pause`, and says whether there is time left after it.
    pub(crate) fn wait(&self, pause: Duration) -> bool {
        self.limit.wait(pause.min(self.left())) && !self.left().is_zero()
    }
}
