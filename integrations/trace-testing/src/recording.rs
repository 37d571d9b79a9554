//! The result of a recording, and waiting for spans that come later.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use trace_runtime::exporter::FinishedSpan;

use crate::Trace;
use crate::patience::{Patience, TIMEOUT};

/// What the closure of [`record`](crate::record) returned, and the trace that
/// it made.
#[derive(Debug)]
pub struct Recording<T> {
    /// What the closure returned.
    pub value: T,
    /// The spans that had ended by then.
    pub trace: Trace,
    /// How long the closure took by tokio's clock: under a paused clock, exactly
    /// what its timers waited for. See [time](crate#time).
    pub elapsed: Duration,
}

impl<T> Recording<T> {
    /// Waits until a span of this name has ended, for a task that goes on after
    /// the closure; then [`trace`](Self::trace) has all spans that ended so far.
    ///
    /// Under tokio's paused clock, waiting moves the clock on, by at most twice
    /// of what was needed.
    ///
    /// # Errors
    ///
    /// When there is none after 5 seconds. The error shows the spans there are.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with time enabled.
    pub async fn wait_for(&mut self, name: &str) -> Result<(), NotRecorded> {
        wait(&mut self.trace, Awaited::Name(name)).await
    }

    /// Waits like [`wait_for`](Self::wait_for), in code that is not async.
    ///
    /// # Errors
    ///
    /// When there is none after 5 seconds. The error shows the spans there are.
    pub fn wait_for_sync(&mut self, name: &str) -> Result<(), NotRecorded> {
        wait_sync(&mut self.trace, Awaited::Name(name))
    }
}

/// The span that has to end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Awaited<'a> {
    Name(&'a str),
    /// The first of the trace in this process.
    Entry,
}

impl Awaited<'_> {
    fn has_ended(self, trace: &Trace) -> bool {
        trace.spans().iter().any(|span| match self {
            Awaited::Name(name) => span.name == name,
            Awaited::Entry => span.trace_id == trace.trace_id() && is_entry(span),
        })
    }

    fn missing(self, trace: &Trace) -> NotRecorded {
        let what = match self {
            Awaited::Name(name) => format!("no span `{name}`"),
            Awaited::Entry => format!("no entry span of trace {}", trace.trace_id()),
        };
        NotRecorded {
            what,
            trace: trace.to_string(),
        }
    }
}

pub(crate) fn is_entry(span: &FinishedSpan) -> bool {
    span.parent_span_id.is_none() || span.parent_is_remote
}

pub(crate) async fn wait(trace: &mut Trace, awaited: Awaited<'_>) -> Result<(), NotRecorded> {
    let mut patience = Patience::new();
    loop {
        trace.refresh();
        if awaited.has_ended(trace) {
            return Ok(());
        }
        if !patience.pause().await {
            return Err(awaited.missing(trace));
        }
    }
}

pub(crate) fn wait_sync(trace: &mut Trace, awaited: Awaited<'_>) -> Result<(), NotRecorded> {
    let mut patience = Patience::new();
    loop {
        trace.refresh();
        if awaited.has_ended(trace) {
            return Ok(());
        }
        if !patience.pause_sync() {
            return Err(awaited.missing(trace));
        }
    }
}

/// A span that was waited for has not ended in time.
#[derive(Clone, PartialEq, Eq)]
pub struct NotRecorded {
    what: String,
    trace: String,
}

impl fmt::Display for NotRecorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotRecorded { what, trace } = self;
        let trace = if trace.is_empty() { "none\n" } else { trace };
        write!(
            f,
            "{what} has ended in {TIMEOUT:?}; those that have:\n{trace}"
        )
    }
}

/// Shows the text of `Display`: it is what a test that returns the error shows.
impl fmt::Debug for NotRecorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for NotRecorded {}
