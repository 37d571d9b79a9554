//! Delivering what has ended, at once.

use std::time::{Duration, Instant};

use super::error::{FlushError, FlushReport, ShutdownError, ShutdownReport};
use super::installed::INSTALLED;
use super::stats::stats;
use crate::buffer::local;
use crate::collector::{self, Waited};

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
    let report = ShutdownReport { stats: stats() };
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
