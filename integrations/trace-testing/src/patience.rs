//! Waiting for what comes later, but not for ever.

use std::time::{Duration, Instant};

/// How long a test waits for what it expects.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);
/// Of a clock that is paused, which jumps.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// Measured by the clock of the machine: tokio's may be paused by the test.
pub(crate) struct Patience {
    start: Instant,
    pause: Duration,
}

impl Patience {
    pub(crate) fn new() -> Self {
        Patience {
            start: Instant::now(),
            pause: PAUSE,
        }
    }

    /// Waits a little; `false`, at once, when it was long enough.
    pub(crate) async fn pause(&mut self) -> bool {
        if self.is_over() {
            return false;
        }
        let begun = Instant::now();
        tokio::time::sleep(self.pause).await;
        if begun.elapsed() < self.pause / 2 {
            // The clock is paused: a timer of days is reached in a few steps.
            self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        }
        true
    }

    /// Pauses in code that is not async.
    pub(crate) fn pause_sync(&mut self) -> bool {
        let is_over = self.is_over();
        if !is_over {
            std::thread::sleep(PAUSE);
        }
        !is_over
    }

    fn is_over(&self) -> bool {
        self.start.elapsed() > TIMEOUT
    }
}
