//! What delivers at the end.

use std::io::{self, Write as _};
use std::time::Duration;

use trace_runtime::Pipeline;
use trace_runtime::pipeline::{ShutdownError, ShutdownReport};

/// The logs and traces of this process, from [`install`](crate::install) on.
///
/// When it is dropped, what is left is delivered, and a loss is told on standard
/// error. Hold it in `main`.
#[derive(Debug)]
#[must_use = "dropped at once, it ends the export: hold it in `main`"]
pub struct Telemetry {
    pipeline: Pipeline,
    timeout: Duration,
}

impl Telemetry {
    pub(crate) fn new(pipeline: Pipeline, timeout: Duration) -> Self {
        Telemetry { pipeline, timeout }
    }

    /// What records the spans, to flush it, or to shut it down in a way of your own.
    pub fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// Delivers what is left, and stops, in the time that the setup allows: 5
    /// seconds unless changed. Blocks, but needs no async runtime.
    ///
    /// # Errors
    ///
    /// See [`ShutdownError`]. Losses are none: they are told on standard error, and
    /// [`ShutdownReport::stats`] has them by reason.
    pub fn shutdown(self) -> Result<ShutdownReport, ShutdownError> {
        let timeout = self.timeout;
        self.shutdown_within(timeout)
    }

    /// Does what [`shutdown`](Self::shutdown) does, for a program that has a deadline for
    /// everything it does at the end.
    ///
    /// # Errors
    ///
    /// The same as those of [`shutdown`](Self::shutdown).
    pub fn shutdown_within(self, timeout: Duration) -> Result<ShutdownReport, ShutdownError> {
        self.deliver(timeout)
    }

    fn deliver(&self, timeout: Duration) -> Result<ShutdownReport, ShutdownError> {
        let delivered = self.pipeline.shutdown(timeout);
        match &delivered {
            Ok(report) if !report.is_complete() || report.stats.pending > 0 => {
                tell(format_args!("{report}"));
            }
            // It was done before, by this or by the program, and told then.
            Ok(_) | Err(ShutdownError::AlreadyShutDown) => {}
            Err(error) => tell(format_args!("{error}")),
        }
        delivered
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        // Told on standard error, where there is something to tell.
        let _ = self.deliver(self.timeout);
    }
}

fn tell(what: std::fmt::Arguments<'_>) {
    // There is nobody to tell that nobody can be told.
    let _ = io::stderr().write_all(format!("trace: at the end: {what}\n").as_bytes());
}
