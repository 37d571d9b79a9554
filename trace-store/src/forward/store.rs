//! A store around a store.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::broadcast;
use trace_model::TraceId;
use trace_model::otlp::{Batch, Signal};

use super::lane::Lane;
use super::queue::Message;
use super::settings::Settings;
use crate::answer::Answer;
use crate::error::{ReadError, WriteError};
use crate::forwarded::Forwarded;
use crate::rollup::{Operation, RollUps};
use crate::search::{Found, Search};
use crate::store::{Pin, Run, Status, Store, StoredTrace};
use crate::summary::Summary;

/// A store that also sends each batch on, as it came: with the spans that were refused for
/// what they cost, and the log lines that name no trace.
///
/// A batch is sent on once the store within has taken it. One that it did not take comes again
/// from its sender.
pub struct Forward {
    store: Arc<dyn Store>,
    traces: Lane,
    logs: Lane,
    /// Where spans go, for people.
    receiver: String,
    grace: Duration,
}

impl fmt::Debug for Forward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forward")
            .field("receiver", &self.receiver)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

impl Forward {
    /// Starts two threads, one for each signal. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// A certificate or a key cannot be read, or a thread not be started.
    pub fn new(store: Arc<dyn Store>, settings: &Settings) -> io::Result<Self> {
        let start =
            |otlp, signal| Lane::start(otlp, signal, settings.queue_bytes, settings.patience);
        Ok(Forward {
            store,
            traces: start(&settings.traces, trace_otel::Signal::Traces)?,
            logs: start(&settings.logs, trace_otel::Signal::Logs)?,
            receiver: settings.traces.to_string(),
            grace: settings.grace,
        })
    }

    /// What became of the spans and log lines, taken together.
    pub fn counts(&self) -> Forwarded {
        self.traces.queue.counts() + self.logs.queue.counts()
    }

    fn lane(&self, signal: Signal) -> &Lane {
        match signal {
            Signal::Traces => &self.traces,
            Signal::Logs => &self.logs,
        }
    }

    /// What is wrong, in words for people.
    fn trouble(&self) -> Option<String> {
        let lanes = [&self.traces, &self.logs];
        let trouble = lanes.iter().find_map(|lane| lane.queue.trouble())?;
        let Forwarded { waiting, .. } = self.counts();
        let (receiver, lost) = (&self.receiver, self.counts().lost());
        Some(format!(
            "forwarding to {receiver}: {trouble} ({waiting} spans and lines wait, {lost} are lost)"
        ))
    }
}

#[async_trait]
impl Store for Forward {
    async fn write(&self, batch: Batch) -> Result<(), WriteError> {
        let signal = batch.signal();
        let message = Message {
            bytes: batch.bytes().clone(),
            count: batch.entries().len() as u64,
        };
        self.store.write(batch).await?;
        self.lane(signal).queue.push(message);
        Ok(())
    }

    async fn trace(&self, id: TraceId) -> Result<Answer<Option<StoredTrace>>, ReadError> {
        self.store.trace(id).await
    }

    async fn traces(&self, ids: &[TraceId]) -> Result<Vec<StoredTrace>, ReadError> {
        self.store.traces(ids).await
    }

    async fn search(&self, search: &Search) -> Result<Answer<Found>, ReadError> {
        self.store.search(search).await
    }

    async fn resolve(&self, text: &str, limit: usize) -> Result<Answer<Vec<TraceId>>, ReadError> {
        self.store.resolve(text, limit).await
    }

    async fn operations(&self, service: Option<&str>) -> Result<Answer<Vec<Operation>>, ReadError> {
        self.store.operations(service).await
    }

    async fn roll_ups(&self, minutes: Range<u64>) -> Result<Answer<RollUps>, ReadError> {
        self.store.roll_ups(minutes).await
    }

    async fn roll_ups_with_live(&self, minutes: Range<u64>) -> Result<Answer<RollUps>, ReadError> {
        self.store.roll_ups_with_live(minutes).await
    }

    async fn slow(&self, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError> {
        self.store.slow(limit).await
    }

    async fn errors(&self, day: u64, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError> {
        self.store.errors(day, limit).await
    }

    async fn runs(&self) -> Result<Answer<Vec<Run>>, ReadError> {
        self.store.runs().await
    }

    async fn pin(&self, id: TraceId, note: &str) -> Result<bool, WriteError> {
        self.store.pin(id, note).await
    }

    async fn unpin(&self, id: TraceId) -> Result<bool, WriteError> {
        self.store.unpin(id).await
    }

    async fn pins(&self) -> Result<Answer<Vec<(Pin, Summary)>>, ReadError> {
        self.store.pins().await
    }

    fn tail(&self) -> broadcast::Receiver<Arc<Summary>> {
        self.store.tail()
    }

    async fn status(&self) -> Status {
        let mut status = self.store.status().await;
        status.troubles.extend(self.trouble());
        status
    }

    fn forwarded(&self) -> Option<Forwarded> {
        Some(self.counts())
    }

    async fn failed(&self) -> String {
        self.store.failed().await
    }

    /// Lets what waits be sent for a while, and closes the store within.
    async fn close(&self) -> Result<(), WriteError> {
        tokio::join!(self.traces.close(self.grace), self.logs.close(self.grace));
        self.store.close().await
    }
}
