//! A store that takes nothing.

use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::broadcast;
use trace_model::TraceId;
use trace_model::otlp::Batch;
use trace_store::rollup::{Operation, RollUps};
use trace_store::search::{Found, Search};
use trace_store::{
    Answer, MemoryStore, Pin, ReadError, Run, Status, Store, StoredTrace, Summary, WriteError,
};

/// Reads as an empty store does, and fails each write with this.
pub(crate) struct Faulty {
    pub(crate) error: WriteError,
    pub(crate) empty: MemoryStore,
}

#[async_trait]
impl Store for Faulty {
    async fn write(&self, _: Batch) -> Result<(), WriteError> {
        Err(self.error.clone())
    }

    async fn trace(&self, id: TraceId) -> Result<Answer<Option<StoredTrace>>, ReadError> {
        self.empty.trace(id).await
    }

    async fn search(&self, search: &Search) -> Result<Answer<Found>, ReadError> {
        self.empty.search(search).await
    }

    async fn resolve(&self, text: &str, limit: usize) -> Result<Answer<Vec<TraceId>>, ReadError> {
        self.empty.resolve(text, limit).await
    }

    async fn operations(&self, service: Option<&str>) -> Result<Answer<Vec<Operation>>, ReadError> {
        self.empty.operations(service).await
    }

    async fn roll_ups(&self, minutes: Range<u64>) -> Result<Answer<RollUps>, ReadError> {
        self.empty.roll_ups(minutes).await
    }

    async fn slow(&self, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError> {
        self.empty.slow(limit).await
    }

    async fn errors(&self, day: u64, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError> {
        self.empty.errors(day, limit).await
    }

    async fn runs(&self) -> Result<Answer<Vec<Run>>, ReadError> {
        self.empty.runs().await
    }

    async fn pin(&self, id: TraceId, note: &str) -> Result<bool, WriteError> {
        self.empty.pin(id, note).await
    }

    async fn unpin(&self, id: TraceId) -> Result<bool, WriteError> {
        self.empty.unpin(id).await
    }

    async fn pins(&self) -> Result<Answer<Vec<(Pin, Summary)>>, ReadError> {
        self.empty.pins().await
    }

    fn tail(&self) -> broadcast::Receiver<Arc<Summary>> {
        self.empty.tail()
    }

    async fn status(&self) -> Status {
        self.empty.status().await
    }

    async fn close(&self) -> Result<(), WriteError> {
        Ok(())
    }
}
