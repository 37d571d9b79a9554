//! Settings of a pipeline.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::error::InstallError;
use super::installed::{INSTALLED, Installed};
use super::sampler::Sampler;
use super::{Pipeline, panic_hook};
use crate::buffer::sync::Arc;
use crate::buffer::{BatchSize, Shares, local};
use crate::clock;
use crate::collector::{self, Collector, Control, Settings};
use crate::exporter::{Resource, SpanExporter};
use crate::limits::Limits;
use crate::propagation::{self, Propagators};

/// With so many spans a batch is exported, unless it is set; the specification's default.
const ENOUGH: usize = 512;

/// Settings of a [`Pipeline`]; made by [`Pipeline::builder`].
#[must_use = "a builder does nothing until `install` is called"]
pub struct PipelineBuilder {
    resource: Option<Resource>,
    sampler: Sampler,
    limits: Limits,
    propagators: Propagators,
    memory_limit: usize,
    schedule_delay: Duration,
    export_timeout: Duration,
    max_batch: Option<usize>,
    flush_on_panic: Option<Duration>,
    exporter: Option<Box<dyn SpanExporter>>,
}

impl PipelineBuilder {
    pub(super) fn new() -> Self {
        PipelineBuilder {
            resource: None,
            sampler: Sampler::default(),
            limits: Limits::default(),
            propagators: Propagators::default(),
            memory_limit: 64 * 1024 * 1024,
            schedule_delay: Duration::from_secs(1),
            export_timeout: Duration::from_secs(30),
            max_batch: None,
            flush_on_panic: panic_hook::FLUSH,
            exporter: None,
        }
    }

    /// Sets who produces the spans; by default, a service of unknown name.
    pub fn resource(mut self, resource: Resource) -> Self {
        self.resource = Some(resource);
        self
    }

    /// Sets which traces are recorded; by default, what the caller says, and all that
    /// begin here.
    pub fn sampler(mut self, sampler: Sampler) -> Self {
        self.sampler = sampler;
        self
    }

    /// Sets how much one span may hold.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets how contexts are read and written; by default, W3C trace context and
    /// baggage.
    pub fn propagators(mut self, propagators: Propagators) -> Self {
        self.propagators = propagators;
        self
    }

    /// Sets how much memory finished spans may take, over all threads; bytes, 64 MiB
    /// by default. What does not fit is dropped and counted.
    pub fn memory_limit(mut self, bytes: usize) -> Self {
        self.memory_limit = bytes;
        self
    }

    /// Sets how long a finished span may wait for its batch to become full; 1 s by
    /// default. It is about what a killed process loses.
    pub fn schedule_delay(mut self, delay: Duration) -> Self {
        self.schedule_delay = delay;
        self
    }

    /// Sets how long the exporter may take for a batch; 30 s by default.
    pub fn export_timeout(mut self, timeout: Duration) -> Self {
        self.export_timeout = timeout;
        self
    }

    /// Sets how many spans a batch has at most. It also ends at 4 MiB.
    ///
    /// By default a batch is exported when it has 512 spans. What else is there by
    /// then goes along, up to 4096 spans and 1 MiB: a collector that is behind
    /// catches up with larger batches.
    pub fn max_batch(mut self, spans: usize) -> Self {
        self.max_batch = Some(spans);
        self
    }

    /// At a panic, delivers all spans that have ended before anything else is
    /// done, the message included, in this time at most.
    ///
    /// Set it if a panic ends the process without unwinding: a panic hook that
    /// exits, for example. With `panic = "abort"` in the profile it is set to one
    /// second; otherwise it is not set, since unwinding drops the [`Pipeline`],
    /// and a panic that is caught is no reason to wait. Spans that are still
    /// running when the process ends are lost.
    pub fn flush_on_panic(mut self, timeout: Duration) -> Self {
        self.flush_on_panic = Some(timeout);
        self
    }

    /// Sets where the spans go. The last call counts.
    pub fn exporter(mut self, exporter: impl SpanExporter) -> Self {
        self.exporter = Some(Box::new(exporter));
        self
    }

    /// Starts the collector's thread, and begins to record.
    ///
    /// Takes 10–20 ms, 200 ms at most, to measure the clock.
    ///
    /// # Errors
    ///
    /// See [`InstallError`].
    pub fn install(self) -> Result<Pipeline, InstallError> {
        static CLAIMED: AtomicBool = AtomicBool::new(false);

        let exporter = self.exporter.ok_or(InstallError::NoExporter)?;
        if CLAIMED.swap(true, Ordering::AcqRel) {
            return Err(InstallError::AlreadyInstalled);
        }
        clock::correct();
        self.limits.apply();
        let shares = Shares::of(self.memory_limit);
        let buffers = local::buffers();
        buffers.open(shares.buffers);
        let control = Arc::new(Control::new());
        let settings = Settings {
            resource: self.resource.unwrap_or_default(),
            batch: match self.max_batch {
                Some(spans) => BatchSize::fixed(spans, shares.batch),
                None => BatchSize::growing(ENOUGH, shares.batch),
            },
            schedule_delay: self.schedule_delay,
            export_timeout: self.export_timeout,
        };
        let collector = Collector::new(
            buffers,
            collector::ledger(),
            Arc::clone(&control),
            exporter,
            settings,
        );
        if let Err(error) = collector.spawn() {
            CLAIMED.store(false, Ordering::Release);
            return Err(InstallError::Thread(error));
        }
        propagation::install(self.propagators);
        // Not set before: `CLAIMED` lets one caller through.
        let _ = INSTALLED.set(Installed {
            sampler: self.sampler,
            control,
        });
        panic_hook::install(self.flush_on_panic);
        Ok(Pipeline(()))
    }
}

impl std::fmt::Debug for PipelineBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PipelineBuilder")
            .field("resource", &self.resource)
            .field("sampler", &self.sampler)
            .field("limits", &self.limits)
            .field("memory_limit", &self.memory_limit)
            .field("schedule_delay", &self.schedule_delay)
            .field("export_timeout", &self.export_timeout)
            .field("max_batch", &self.max_batch)
            .field("flush_on_panic", &self.flush_on_panic)
            .finish_non_exhaustive()
    }
}
