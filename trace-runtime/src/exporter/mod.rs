//! Where finished spans go: the trait to implement, and three exporters for
//! development and tests.
//!
//! An exporter runs on the collector's thread, one batch at a time. It may
//! block, up to its deadline; nothing else waits for it but memory, which is
//! bounded. If it panics, that costs the batch, counted; it is then used again.
//!
//! ```
//! use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
//!
//! struct SlowSpans;
//!
//! impl SpanExporter for SlowSpans {
//!     fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
//!         for span in batch.spans().filter(|span| span.duration().as_millis() > 100) {
//!             println!("{} took {:?}", span.name(), span.duration());
//!         }
//!         Ok(())
//!     }
//! }
//! ```

mod batch;
mod deadline;
mod error;
mod escape;
mod json;
mod memory;
mod prominence;
mod resource;
mod tree;

pub use batch::{Batch, Spans};
pub use deadline::Deadline;
pub use error::ExportError;
pub use json::JsonExporter;
pub use memory::MemoryExporter;
pub use tree::TreeExporter;

pub use crate::callsite::Callsite;
pub use crate::record::{
    DeclaredValues, FinishedEvent, FinishedLink, FinishedSpan, SpanEvent, SpanLink, SpanRecord,
    SpanStatus,
};
pub use crate::value::{Pairs, Strings, ValueRef, ValueVisitor};
pub use resource::{InstrumentationScope, Resource};

pub(crate) use deadline::Signal;

/// Delivers batches of finished spans.
pub trait SpanExporter: Send + 'static {
    /// Delivers a batch, with what retries it takes, before `deadline`.
    ///
    /// Spans that the exporter's own code makes on this thread are not recorded,
    /// so that a traced client may be used.
    ///
    /// # Errors
    ///
    /// When part of the batch or all of it is lost. It is not handed over again:
    /// retrying is the exporter's business, with
    /// [`Deadline::wait`] between two tries, which ends early at shutdown.
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError>;

    /// Called when no span has come for a second: the place to give memory back
    /// that is kept for the next batch. There may be more batches after it.
    fn idle(&mut self) {}

    /// Called once, after the last batch: the place to deliver what the exporter
    /// itself holds back.
    fn shutdown(&mut self, deadline: &Deadline) {
        let _ = deadline;
    }
}

impl<E: SpanExporter + ?Sized> SpanExporter for Box<E> {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        (**self).export(batch, deadline)
    }

    fn idle(&mut self) {
        (**self).idle();
    }

    fn shutdown(&mut self, deadline: &Deadline) {
        (**self).shutdown(deadline);
    }
}
