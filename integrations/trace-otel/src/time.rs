use std::time::{Duration, Instant};

use trace_runtime::exporter::Deadline;

/// What is left of two times: the exporter's own for one batch, and the
/// pipeline's, which shutting down may shorten at any moment.
#[derive(Debug)]
pub(crate) struct TimeLeft<'a> {
    own: Instant,
    pipeline: &'a Deadline,
}

impl<'a> TimeLeft<'a> {
    pub(crate) fn new(own: Duration, pipeline: &'a Deadline) -> Self {
        let now = Instant::now();
        // A timeout beyond what an `Instant` can say is none.
        let own = now
            .checked_add(own)
            .unwrap_or_else(|| now + pipeline.remaining());
        Self { own, pipeline }
    }

    pub(crate) fn left(&self) -> Duration {
        let own = self.own.saturating_duration_since(Instant::now());
        own.min(self.pipeline.remaining())
    }

    /// Waits for `pause`, and says whether there is time left after it.
    pub(crate) fn wait(&self, pause: Duration) -> bool {
        self.pipeline.wait(pause.min(self.left())) && !self.left().is_zero()
    }
}
