//! The store over Redis.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::broadcast;
use tokio::task::JoinHandle;
use trace_model::TraceId;
use trace_model::otlp::Batch;

use super::missing::Missing;
use super::servers::Servers;
use super::settings::Settings;
use super::tail::listen;
use super::upkeep::keep_up;
use crate::answer::Answer;
use crate::error::{ReadError, WriteError};
use crate::rollup::{Operation, RollUps};
use crate::search::{Found, Search};
use crate::store::{Pin, Run, Status, Store, StoredTrace};
use crate::summary::Summary;

/// Keeps traces in Redis, one server or a cluster. Any number of stores may share it: what
/// one has acknowledged, all of them find.
///
/// Needs Redis 7.0 or later. A server without `maxmemory` takes traces until the machine has
/// no memory left; with it, and with `maxmemory-policy noeviction`, it takes only failed
/// traces once nine tenths are used, and nothing at the end.
///
/// A write whose answer does not come within the time limit may have been carried out. To send
/// the same batch again does no harm: a repeated piece of a trace is read and counted once. What
/// the rule for the tail did not keep is not known any more, and is counted again.
///
/// How far back an answer reaches is the earliest start of what has settled; what has not is known
/// by its arrival.
pub struct RedisStore {
    servers: Arc<Servers>,
    tasks: [JoinHandle<()>; 2],
}

impl RedisStore {
    /// Connects to the servers.
    ///
    /// # Errors
    ///
    /// No server answers, or the one that does is older than Redis 7.0.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime.
    pub async fn connect(settings: Settings) -> Result<Self, ReadError> {
        let servers = Arc::new(Servers::connect(settings).await?);
        let me = format!("{:016x}", RandomState::new().hash_one(0));
        let tasks = [
            tokio::spawn(keep_up(Arc::downgrade(&servers), me)),
            tokio::spawn(listen(Arc::downgrade(&servers))),
        ];
        Ok(RedisStore { servers, tasks })
    }

    async fn answer<T>(&self, value: T, missing: Missing) -> Answer<T> {
        self.servers.answer(value, missing).await
    }
}

#[async_trait]
impl Store for RedisStore {
    async fn write(&self, batch: Batch) -> Result<(), WriteError> {
        self.servers.write(&batch).await
    }

    async fn trace(&self, id: TraceId) -> Result<Answer<Option<StoredTrace>>, ReadError> {
        let mut missing = Missing::default();
        let loaded = self.servers.load([id], &mut missing).await.pop();
        if let (None, true) = (&loaded, missing.is_silent()) {
            return Err(ReadError(missing.what.into_iter().collect()));
        }
        let stored = match loaded {
            Some(loaded) => Some(StoredTrace {
                pin: self.servers.pin_of(id).await?,
                is_settled: loaded.is_settled,
                cut_from: loaded.cut_from,
                lines_cut_from: None,
                trace: loaded.trace,
            }),
            None => None,
        };
        Ok(self.answer(stored, missing).await)
    }

    async fn search(&self, search: &Search) -> Result<Answer<Found>, ReadError> {
        let mut missing = Missing::default();
        let found = self.servers.find(search, &mut missing).await?;
        Ok(self.answer(found, missing).await)
    }

    async fn resolve(&self, text: &str, limit: usize) -> Result<Answer<Vec<TraceId>>, ReadError> {
        let mut missing = Missing::default();
        let ids = self.servers.named(text, limit, &mut missing).await?;
        Ok(self.answer(ids, missing).await)
    }

    async fn operations(&self, service: Option<&str>) -> Result<Answer<Vec<Operation>>, ReadError> {
        let mut missing = Missing::default();
        let all = self.servers.operation_names(&mut missing).await?;
        let of_service =
            |operation: &Operation| service.is_none_or(|service| *operation.service == *service);
        Ok(self
            .answer(all.into_iter().filter(of_service).collect(), missing)
            .await)
    }

    async fn roll_ups(&self, minutes: Range<u64>) -> Result<Answer<RollUps>, ReadError> {
        let mut missing = Missing::default();
        let counted = self.servers.counts(minutes, &mut missing).await?;
        Ok(self.answer(counted, missing).await)
    }

    async fn slow(&self, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError> {
        let mut missing = Missing::default();
        let slowest = self.servers.slowest(limit, &mut missing).await?;
        Ok(self.answer(slowest, missing).await)
    }

    async fn errors(&self, day: u64, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError> {
        let mut missing = Missing::default();
        let failed = self.servers.failed(day, limit, &mut missing).await?;
        Ok(self.answer(failed, missing).await)
    }

    async fn runs(&self) -> Result<Answer<Vec<Run>>, ReadError> {
        let mut missing = Missing::default();
        let processes = self.servers.processes(&mut missing).await?;
        Ok(self.answer(processes, missing).await)
    }

    async fn pin(&self, id: TraceId, note: &str) -> Result<bool, WriteError> {
        self.servers.pin_trace(id, note).await
    }

    async fn unpin(&self, id: TraceId) -> Result<bool, WriteError> {
        Ok(self.servers.unpin_trace(id).await?)
    }

    async fn pins(&self) -> Result<Answer<Vec<(Pin, Summary)>>, ReadError> {
        let mut missing = Missing::default();
        let pins = self.servers.all_pins(&mut missing).await?;
        Ok(self.answer(pins, missing).await)
    }

    fn tail(&self) -> broadcast::Receiver<Arc<Summary>> {
        self.servers.tail.subscribe()
    }

    async fn status(&self) -> Status {
        self.servers.state().await
    }

    async fn close(&self) -> Result<(), WriteError> {
        // What is not settled is settled by others, or when a store is there again.
        self.tasks.iter().for_each(JoinHandle::abort);
        Ok(())
    }
}

impl Drop for RedisStore {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("keep", &self.servers.settings.keep)
            .finish_non_exhaustive()
    }
}
