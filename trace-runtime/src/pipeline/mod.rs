//! Sampler, limits, resource and exporter, installed once.

mod builder;
mod error;
mod flush;
mod installed;
mod panic_hook;
pub(crate) mod sampler;
pub(crate) mod stats;

use std::fmt;
use std::io::{self, Write as _};
use std::time::Duration;

pub use crate::limits::Limits;
pub use builder::PipelineBuilder;
pub use error::{FlushError, FlushReport, InstallError, ShutdownError, ShutdownReport};
pub use flush::{flush, shutdown};
pub(crate) use installed::decide;

use installed::INSTALLED;

/// How long dropping a [`Pipeline`] may take.
const DROP_TIMEOUT: Duration = Duration::from_secs(5);

/// Records spans and exports them, until it is shut down or dropped.
///
/// Install it first thing in `main`, and keep it to the end: until then, and
/// after, nothing is recorded, and all of the rest works the same.
///
/// - *A process that forks* installs it after forking. A fork of one that has a
///   pipeline has no collector: what it records is dropped and counted.
/// - *`std::process::exit`* drops nothing: call [`shutdown`] first, or what has
///   not been exported is lost.
/// - *A panic that aborts* leaves one second for what has ended; see
///   [`flush_on_panic`](PipelineBuilder::flush_on_panic).
///
/// ```
/// use std::time::Duration;
/// use trace_runtime::exporter::TreeExporter;
/// use trace_runtime::sampling::Sampler;
/// use trace_runtime::{Pipeline, Resource};
///
/// let pipeline = Pipeline::builder()
///     .resource(Resource::service("checkout"))
///     .sampler(Sampler::parent_based(Sampler::ratio(0.1)))
///     .exporter(TreeExporter::stdout())
///     .install()?;
///
/// // … the program …
///
/// let report = pipeline.shutdown(Duration::from_secs(5))?;
/// assert_eq!(report.to_string(), "all spans delivered");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "dropping the pipeline shuts it down"]
pub struct Pipeline(());

impl Pipeline {
    /// A pipeline with default settings, which lacks an exporter.
    pub fn builder() -> PipelineBuilder {
        PipelineBuilder::new()
    }

    /// Delivers all spans that ended before this call. See [`flush`].
    ///
    /// # Errors
    ///
    /// See [`FlushError`].
    pub fn flush(&self, timeout: Duration) -> Result<FlushReport, FlushError> {
        flush(timeout)
    }

    /// Delivers all spans that ended before this call, and stops. See
    /// [`shutdown`].
    ///
    /// # Errors
    ///
    /// See [`ShutdownError`].
    pub fn shutdown(&self, timeout: Duration) -> Result<ShutdownReport, ShutdownError> {
        shutdown(timeout)
    }
}

/// Shuts down, in 5 seconds at most, and says on stderr what was lost by then.
impl Drop for Pipeline {
    fn drop(&mut self) {
        let ended = shutdown(DROP_TIMEOUT);
        let lost: &dyn fmt::Display = match &ended {
            Ok(report) if !report.is_complete() => report,
            Err(error @ ShutdownError::TimedOut { .. }) => error,
            // Who has shut it down knows; that it was is no error here.
            Ok(_) | Err(_) => return,
        };
        // Where nobody can read it, there is nobody to tell.
        let _ = writeln!(io::stderr(), "trace: {lost}");
    }
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sampler = INSTALLED.get().map(|installed| &installed.sampler);
        f.debug_struct("Pipeline")
            .field("sampler", &sampler)
            .finish_non_exhaustive()
    }
}
