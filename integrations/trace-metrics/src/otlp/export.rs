//! The thread that sends metrics, and who ends it.

use std::error::Error;
use std::fmt;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use trace_otel::Sender;

use super::encode::{Times, encode};
use super::stop::Stop;
use crate::metrics::Metrics;

/// For what a drop has to say.
const DROP_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub(super) struct Shared {
    stop: Stop,
    sent: AtomicU64,
    failed: AtomicU64,
}

/// Sends metrics until it is told to stop.
#[derive(Debug)]
pub(super) struct Exporter {
    pub(super) metrics: Metrics,
    pub(super) sender: Sender,
    /// The receiver, for people.
    pub(super) target: String,
    /// `ResourceMetrics.resource`, with its tag.
    pub(super) resource: Vec<u8>,
    pub(super) interval: Duration,
    pub(super) begun: SystemTime,
    pub(super) shared: Arc<Shared>,
    pub(super) failing: bool,
}

impl Exporter {
    pub(super) fn run(mut self) {
        let _ended = Ended(Arc::clone(&self.shared));
        let mut next = later(Instant::now(), self.interval);
        // The last message has what was counted until the end.
        while !self.shared.stop.begins_before(next) {
            self.send();
            next = later(Instant::now(), self.interval);
        }
        self.send();
    }

    fn send(&mut self) {
        let times = Times {
            begun: self.begun,
            read: SystemTime::now(),
        };
        let message = encode(&self.metrics.collect(), &self.resource, times);
        let sent = self.sender.send(message.into(), &self.shared.stop);
        match &sent {
            Ok(accepted) if accepted.rejected == 0 => {
                self.shared.sent.fetch_add(1, Ordering::Relaxed);
                self.tell(None);
            }
            Ok(accepted) => {
                self.shared.failed.fetch_add(1, Ordering::Relaxed);
                self.tell(Some(&accepted.message));
            }
            Err(error) => {
                self.shared.failed.fetch_add(1, Ordering::Relaxed);
                self.tell(Some(error.reason()));
            }
        }
    }

    /// Says on standard error when delivery begins to fail, and when it works again.
    fn tell(&mut self, reason: Option<&str>) {
        if reason.is_some() == std::mem::replace(&mut self.failing, reason.is_some()) {
            return;
        }
        let target = &self.target;
        let line = match reason {
            Some(reason) => format!("trace: {target} does not take metrics: {reason:?}\n"),
            None => format!("trace: {target} takes metrics again\n"),
        };
        // There is nobody to tell that nobody can be told.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}

/// Says so even if the thread is left by a panic, so that nobody waits for it.
struct Ended(Arc<Shared>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.stop.ended();
    }
}

/// Sends metrics for as long as this is held. Dropping it sends the last ones, with 5 s.
#[derive(Debug)]
pub struct MetricsExport(Arc<Shared>);

impl MetricsExport {
    pub(super) fn new() -> Self {
        MetricsExport(Arc::default())
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.0
    }

    /// Sends the metrics as they are now, for the last time, and ends the thread. May be
    /// called again.
    ///
    /// # Errors
    ///
    /// [`TimedOut`] if the receiver is too slow.
    pub fn shutdown(&self, timeout: Duration) -> Result<ExportStats, TimedOut> {
        let by = later(Instant::now(), timeout);
        self.0.stop.begin(by);
        match self.0.stop.ends_before(by) {
            true => Ok(self.stats()),
            false => Err(TimedOut),
        }
    }

    /// What became of the messages so far.
    pub fn stats(&self) -> ExportStats {
        ExportStats {
            sent: self.0.sent.load(Ordering::Relaxed),
            failed: self.0.failed.load(Ordering::Relaxed),
        }
    }
}

impl Drop for MetricsExport {
    fn drop(&mut self) {
        // Whether it was in time is in the numbers; there is nobody to tell.
        let _ = self.shutdown(DROP_TIMEOUT);
    }
}

/// At most a day: what is longer has no end that an `Instant` can say.
fn later(from: Instant, time: Duration) -> Instant {
    from + time.min(Duration::from_secs(86_400))
}

/// What became of the messages, each of which has all metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportStats {
    /// Messages that the receiver took whole.
    pub sent: u64,
    /// Messages that it refused, did not take in time, or took a part of.
    pub failed: u64,
}

/// The time was too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimedOut;

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("metrics could not be delivered in time")
    }
}

impl Error for TimedOut {}
