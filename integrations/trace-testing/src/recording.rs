//! The result of a recording.

use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

use crate::Trace;
use crate::recorder::recorder;

const TIMEOUT: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);

/// What the closure of [`record`](crate::record) returned, and the trace that
/// it made.
#[derive(Debug)]
pub struct Recording<T> {
    /// What the closure returned.
    pub value: T,
    /// The spans that had ended by then.
    pub trace: Trace,
}

impl<T> Recording<T> {
    /// Waits until a span of this name has ended, for a task that goes on after
    /// the closure; then [`trace`](Self::trace) has all spans that ended so far.
    ///
    /// # Errors
    ///
    /// When there is none after 5 seconds. The error shows the spans there are.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with time enabled.
    pub async fn wait_for(&mut self, name: &str) -> Result<(), NotRecorded> {
        // The clock of the machine: tokio's may be paused by the test.
        let start = Instant::now();
        while !self.look_for(name) {
            self.check_time(start, name)?;
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// As [`wait_for`](Self::wait_for), for code that is not async.
    ///
    /// # Errors
    ///
    /// When there is none after 5 seconds. The error shows the spans there are.
    pub fn wait_for_sync(&mut self, name: &str) -> Result<(), NotRecorded> {
        let start = Instant::now();
        while !self.look_for(name) {
            self.check_time(start, name)?;
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    fn look_for(&mut self, name: &str) -> bool {
        recorder().flush();
        self.trace.refresh();
        self.trace.find(name).is_some()
    }

    fn check_time(&self, start: Instant, name: &str) -> Result<(), NotRecorded> {
        if start.elapsed() < TIMEOUT {
            return Ok(());
        }
        Err(NotRecorded {
            name: name.to_owned(),
            trace: self.trace.to_string(),
        })
    }
}

/// No span of a name has ended in time.
#[derive(Clone, PartialEq, Eq)]
pub struct NotRecorded {
    name: String,
    trace: String,
}

impl fmt::Display for NotRecorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotRecorded { name, trace } = self;
        write!(
            f,
            "no span `{name}` has ended in {TIMEOUT:?}; those that have:\n{trace}"
        )
    }
}

/// As `Display`: it is what `unwrap` shows.
impl fmt::Debug for NotRecorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for NotRecorded {}
