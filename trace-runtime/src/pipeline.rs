//! Sampler, limits, resource and exporter, installed once.

mod builder;
mod error;

use std::fmt;
use std::io::{self, Write as _};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::buffer::local;
use crate::buffer::sync::Arc;
use crate::collector::{self, Control, Waited};
use crate::counters::DropReason;
use crate::sampler::{Decision, Sampler, SamplingInput};
use crate::stats;

pub use builder::PipelineBuilder;
pub use error::{FlushError, FlushReport, InstallError, ShutdownError, ShutdownReport};

static INSTALLED: OnceLock<Installed> = OnceLock::new();

/// What is in force for the whole process, from installation to its end.
struct Installed {
    sampler: Sampler,
    control: Arc<Control>,
}

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
/// use trace_runtime::{Pipeline, Resource, Sampler};
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

/// Delivers all spans that ended before this call: those of this thread, and
/// those of others whose end this thread knows of.
///
/// Blocks, but needs no async runtime: it may be called from anywhere, a panic
/// hook included. Spans that are not delivered in time are kept, and the
/// exporter goes on.
///
/// # Errors
///
/// See [`FlushError`].
pub fn flush(timeout: Duration) -> Result<FlushReport, FlushError> {
    let deadline = deadline(timeout);
    let installed = INSTALLED.get().ok_or(FlushError::NotInstalled)?;
    if collector::is_collector() {
        return Err(FlushError::InsideExporter);
    }
    if local::buffers().is_forked() {
        return Err(FlushError::Forked);
    }
    if !installed.control.is_running() {
        return Err(FlushError::ShutDown);
    }
    let (exported_before, dropped_before) = collector::ledger().settled();
    match installed.control.flush(local::buffers(), Some(deadline)) {
        Waited::Completed => {}
        Waited::Closed => return Err(FlushError::ShutDown),
        Waited::TimedOut => return Err(FlushError::TimedOut),
    }
    let (exported, dropped) = collector::ledger().settled();
    match dropped - dropped_before {
        0 => Ok(FlushReport {
            exported: exported - exported_before,
        }),
        dropped => Err(FlushError::ExportFailed { dropped }),
    }
}

/// Delivers all spans that ended before this call, lets the exporter finish,
/// and stops recording, all within `timeout`: what is not delivered by then is
/// dropped and counted.
///
/// Blocks, but needs no async runtime: it may be called from anywhere. Spans
/// that end later are dropped and counted.
///
/// # Errors
///
/// See [`ShutdownError`]. Losses are none: the [`ShutdownReport`] says them when
/// it is printed.
pub fn shutdown(timeout: Duration) -> Result<ShutdownReport, ShutdownError> {
    let deadline = deadline(timeout);
    let installed = INSTALLED.get().ok_or(ShutdownError::NotInstalled)?;
    if collector::is_collector() {
        return Err(ShutdownError::InsideExporter);
    }
    if local::buffers().is_forked() {
        return Err(ShutdownError::Forked);
    }
    // A little earlier for the exporter, so that one which uses its time to the
    // full can still say so.
    let reserve = (timeout / 10).min(Duration::from_millis(50));
    let end = deadline - reserve;
    if !installed.control.begin_closing(local::buffers(), end) {
        return Err(ShutdownError::AlreadyShutDown);
    }
    local::close();
    let closed = installed.control.wait_closed(Some(deadline));
    let report = ShutdownReport {
        stats: stats::stats(),
    };
    if closed {
        Ok(report)
    } else {
        Err(ShutdownError::TimedOut {
            report: Box::new(report),
        })
    }
}

fn deadline(timeout: Duration) -> Instant {
    let now = Instant::now();
    let day = Duration::from_secs(86_400);
    now.checked_add(timeout).unwrap_or_else(|| now + day)
}

/// Whether a trace that enters the process is recorded.
pub(crate) fn decide(input: &SamplingInput<'_>) -> bool {
    INSTALLED.get().is_some_and(|installed| {
        installed.control.is_running()
            && !collector::is_collector()
            && installed.sampler.decide(input) == Decision::Record
    })
}

/// Why nobody will come for what is in the buffers, if so.
pub(crate) fn abandoned() -> Option<DropReason> {
    let installed = INSTALLED.get()?;
    if installed.control.is_closed() {
        Some(DropReason::Shutdown)
    } else if local::buffers().is_forked() {
        Some(DropReason::Forked)
    } else {
        None
    }
}
