//! Spans of this process, without a network in between.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::time::timeout;
use trace_model::otlp::{self, Limits, Refused, Signal};
use trace_otel::OtlpEncoder;
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};

use crate::error::WriteError;
use crate::store::Store;

/// Writes the spans of this process into a store, for a program that shows its own traces and
/// for tests.
///
/// A batch for which the store has no room is written again when the store says, until the
/// time for the batch is over.
///
/// ```
/// use std::sync::Arc;
///
/// use trace_runtime::{Pipeline, TraceContract, traced};
/// use trace_store::{MemoryStore, Store, StoreExporter};
///
/// #[traced]
/// async fn buy(_cx: &TraceContract) {}
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = Arc::new(MemoryStore::new());
/// let exporter = StoreExporter::new(store.clone(), tokio::runtime::Handle::current());
/// let pipeline = Pipeline::builder().exporter(exporter).install()?;
/// trace_runtime::run("example", async |cx| buy(cx).await).await;
/// // Waits for the exporter, which waits for the store, which may need this runtime.
/// tokio::task::block_in_place(|| pipeline.flush(std::time::Duration::from_secs(5)))?;
/// assert_eq!(store.status().await.spans_taken, 2);
/// # Ok(())
/// # }
/// ```
pub struct StoreExporter {
    store: Arc<dyn Store>,
    runtime: Handle,
    encoder: OtlpEncoder,
    limits: Limits,
}

impl fmt::Debug for StoreExporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreExporter").finish_non_exhaustive()
    }
}

impl StoreExporter {
    /// An exporter, whose store works on this runtime.
    pub fn new(store: Arc<dyn Store>, runtime: Handle) -> Self {
        StoreExporter {
            store,
            runtime,
            encoder: OtlpEncoder::new(),
            limits: Limits::default(),
        }
    }
}

impl SpanExporter for StoreExporter {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        let bytes = Bytes::copy_from_slice(self.encoder.encode(batch));
        let (batch, refused) = otlp::Batch::read(Signal::Traces, bytes, &self.limits)
            .map_err(|error| ExportError::Failed(error.to_string()))?;
        loop {
            let write = self.store.write(batch.clone());
            let written = async { timeout(deadline.remaining(), write).await };
            match self.runtime.block_on(written) {
                Ok(Ok(())) => return accepted(refused),
                Ok(Err(WriteError::Full { retry_after, .. })) if deadline.wait(retry_after) => {}
                Ok(Err(WriteError::Full { .. })) | Err(_) => return Err(ExportError::TimedOut),
                Ok(Err(failed)) => return Err(ExportError::Failed(failed.to_string())),
            }
        }
    }
}

fn accepted(refused: Refused) -> Result<(), ExportError> {
    match refused.count {
        0 => Ok(()),
        spans => Err(ExportError::Rejected {
            spans,
            reason: refused.first,
        }),
    }
}
