//! The layer, and the handle on what it started.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::queue::{OtlpStats, Queue};
use super::record;
use crate::scratch::Scratch;
use crate::span::{Adopt, entered, place, stand_in};

/// How long dropping a [`LogExport`] may take.
const DROP_TIMEOUT: Duration = Duration::from_secs(5);

/// Exports each event as a log record of OTLP, with the ids that a line has.
///
/// Made by [`Otlp::start`](super::Otlp::start). It adopts no spans: that is for
/// the layer that writes lines.
#[derive(Debug)]
pub struct OtlpLayer {
    queue: Arc<Queue>,
    value_limit: usize,
}

impl OtlpLayer {
    pub(super) fn new(queue: Arc<Queue>, value_limit: usize) -> Self {
        stand_in::for_export(|subscriber| subscriber.is::<OtlpLayer>());
        OtlpLayer { queue, value_limit }
    }
}

impl<S> Layer<S> for OtlpLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let ids = place::ids(event, &context);
        let mut record = Vec::new();
        Scratch::lend(|scratch| {
            let text = scratch.text();
            record::encode(&mut record, event, ids.as_ref(), text, self.value_limit);
        });
        self.queue.push(&record);
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if stand_in::is_one(attributes.metadata()) {
            place::open(
                &Adopt::nothing(),
                self.value_limit,
                attributes,
                id,
                &context,
            );
        }
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        place::enter(id, &context);
    }

    fn on_exit(&self, id: &Id, _: Context<'_, S>) {
        entered::leave(id);
    }
}

/// Delivers what was logged, and stops. Dropping it does so with 5 s.
#[derive(Debug)]
pub struct LogExport(Arc<Queue>);

impl LogExport {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        LogExport(queue)
    }

    /// Waits until everything logged before has been delivered, or counted as
    /// dropped.
    ///
    /// # Errors
    ///
    /// [`TimedOut`] if that takes longer; delivery goes on.
    pub fn flush(&self, timeout: Duration) -> Result<(), TimedOut> {
        match self.0.flush(by(timeout)) {
            true => Ok(()),
            false => Err(TimedOut),
        }
    }

    /// Delivers what is left, within this time, and ends the thread. What is
    /// logged from now on is dropped and counted. May be called again.
    ///
    /// # Errors
    ///
    /// [`TimedOut`] if the receiver is too slow; what is left is dropped.
    pub fn shutdown(&self, timeout: Duration) -> Result<OtlpStats, TimedOut> {
        let by = by(timeout);
        self.0.close(by);
        match self.0.flush(by) {
            true => Ok(self.stats()),
            false => Err(TimedOut),
        }
    }

    /// What became of the records so far.
    pub fn stats(&self) -> OtlpStats {
        self.0.stats()
    }
}

fn by(timeout: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(timeout)
        .unwrap_or_else(|| now + Duration::from_secs(86_400))
}

impl Drop for LogExport {
    fn drop(&mut self) {
        // Whatever could not be delivered is counted; there is nobody to tell.
        let _ = self.shutdown(DROP_TIMEOUT);
    }
}

/// The time was too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimedOut;

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("log records could not be delivered in time")
    }
}

impl Error for TimedOut {}
