//! The store, as others see it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::broadcast;
use trace_model::TraceId;
use trace_model::otlp::Batch;

use super::engine::{Engine, lock};
use super::folder::OpenError;
use super::keeper::Keeper;
use super::read::Reader;
use super::settings::Settings;
use super::settle::Due;
use crate::answer::Answer;
use crate::error::{ReadError, WriteError};
use crate::rollup::{Operation, RollUps};
use crate::search::{
    Comparison, Condition, Found, Literal, Order, Search, SpanFilter, Subject, TraceFilter,
};
use crate::store::{Pin, Run, Status, Store, StoredTrace};
use crate::summary::Summary;

/// How often is looked whether the disk goes on.
const LOOK: Duration = Duration::from_millis(500);

const NANOS_A_DAY: u64 = 86_400_000_000_000;

/// Keeps traces in a folder.
///
/// What [`write`](Store::write) has acknowledged survives the end of the process, however it
/// ends; what came in the last second may not survive a loss of power.
///
/// Traces are counted ([`roll_ups`](Store::roll_ups)) when they settle. What of a trace was not
/// kept, by the rule for the tail or because it was too long, is not known any more: it is counted
/// again where it is delivered again.
///
/// ```
/// use trace_store::Store;
/// use trace_store::embedded::{EmbeddedStore, Settings};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let folder = tempfile::tempdir().unwrap();
/// let store = EmbeddedStore::open(Settings::new(folder.path())).unwrap();
/// assert_eq!(store.status().await.keep_seconds, 86_400);
/// # });
/// ```
pub struct EmbeddedStore {
    engine: Arc<Engine>,
    keeper: Mutex<Keeper>,
}

impl std::fmt::Debug for EmbeddedStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmbeddedStore")
            .field("settings", &self.engine.settings)
            .finish_non_exhaustive()
    }
}

impl EmbeddedStore {
    /// Opens the folder, or makes it, and starts two threads.
    ///
    /// # Errors
    ///
    /// Another process has the folder, it has another format, or it cannot be read.
    pub fn open(settings: Settings) -> Result<Self, OpenError> {
        let folder = settings.folder.clone();
        let engine = Arc::new(Engine::open(settings)?);
        let keeper = Keeper::start(&engine).map_err(|error| OpenError::Io {
            folder,
            source: error.into(),
        })?;
        Ok(EmbeddedStore {
            engine,
            keeper: Mutex::new(keeper),
        })
    }

    /// Settles all traces at once, and drops what is too old: for tests, and before a folder
    /// is copied.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn settle(&self) -> Result<(), WriteError> {
        self.aside(|engine| {
            engine.settle(Due::All)?;
            engine.tidy()
        })
        .await
    }

    /// Does something that reads and writes files where it holds up nobody.
    #[expect(
        clippy::disallowed_methods,
        reason = "what the store does by itself belongs to no trace"
    )]
    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> T {
        let engine = self.engine.clone();
        match tokio::task::spawn_blocking(move || work(&engine)).await {
            Ok(done) => done,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    async fn answer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<Answer<T>, ReadError> {
        self.aside(move |engine| Ok(engine.answer(work(engine)?)))
            .await
    }
}

#[async_trait]
impl Store for EmbeddedStore {
    async fn write(&self, batch: Batch) -> Result<(), WriteError> {
        self.aside(move |engine| engine.write(&batch)).await
    }

    async fn trace(&self, id: TraceId) -> Result<Answer<Option<StoredTrace>>, ReadError> {
        self.answer(move |engine| engine.trace(id, &mut Reader::default()))
            .await
    }

    async fn traces(&self, ids: &[TraceId]) -> Result<Vec<StoredTrace>, ReadError> {
        let ids = ids.to_vec();
        self.aside(move |engine| engine.several(&ids)).await
    }

    async fn search(&self, search: &Search) -> Result<Answer<Found>, ReadError> {
        let search = search.clone();
        self.answer(move |engine| engine.search(&search)).await
    }

    async fn resolve(&self, text: &str, limit: usize) -> Result<Answer<Vec<TraceId>>, ReadError> {
        let text = text.to_owned();
        self.answer(move |engine| engine.resolve(&text, limit))
            .await
    }

    async fn operations(&self, service: Option<&str>) -> Result<Answer<Vec<Operation>>, ReadError> {
        let service = service.map(str::to_owned);
        self.answer(move |engine| {
            let mut operations = BTreeSet::new();
            for hour in &lock(&engine.shelf).hours {
                operations.extend(hour.operations());
            }
            engine.each_live(None, |trace| {
                operations.extend(trace.spans.iter().map(|span| Operation {
                    service: span.service(),
                    name: span.name.clone(),
                    kind: span.kind,
                }));
            });
            let is_asked = |operation: &Operation| {
                let service = service.as_deref();
                service.is_none_or(|service| *operation.service == *service)
            };
            Ok(operations.into_iter().filter(is_asked).collect())
        })
        .await
    }

    async fn roll_ups(&self, minutes: Range<u64>) -> Result<Answer<RollUps>, ReadError> {
        self.answer(move |engine| Ok(lock(&engine.counts).read(&engine.disk, minutes)?))
            .await
    }

    async fn roll_ups_with_live(&self, minutes: Range<u64>) -> Result<Answer<RollUps>, ReadError> {
        self.aside(move |engine| engine.counted_with_live(minutes))
            .await
    }

    async fn slow(&self, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError> {
        let search = Search {
            order: Order::Slowest,
            limit: limit.min(100),
            ..Search::default()
        };
        self.answer(move |engine| engine.summaries(&search)).await
    }

    async fn errors(&self, day: u64, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError> {
        let from = day.saturating_mul(NANOS_A_DAY);
        let search = Search {
            filter: TraceFilter::Spans(SpanFilter::Is(Condition {
                subject: Subject::ErrorCount,
                comparison: Comparison::AtLeast(Literal::Int(1)),
            })),
            from_unix_nanos: from,
            to_unix_nanos: from.saturating_add(NANOS_A_DAY - 1),
            limit,
            ..Search::default()
        };
        self.answer(move |engine| engine.summaries(&search)).await
    }

    async fn runs(&self) -> Result<Answer<Vec<Run>>, ReadError> {
        self.answer(|engine| {
            let mut live = super::runs::Runs::default();
            engine.each_live(None, |trace| live.add(trace));
            Ok(lock(&engine.runs).list_with(live))
        })
        .await
    }

    async fn pin(&self, id: TraceId, note: &str) -> Result<bool, WriteError> {
        let note = note.to_owned();
        self.aside(move |engine| engine.pin(id, &note)).await
    }

    async fn unpin(&self, id: TraceId) -> Result<bool, WriteError> {
        self.aside(move |engine| engine.unpin(id)).await
    }

    async fn pins(&self) -> Result<Answer<Vec<(Pin, Summary)>>, ReadError> {
        self.answer(|engine| engine.pins()).await
    }

    fn tail(&self) -> broadcast::Receiver<Arc<Summary>> {
        self.engine.tail.subscribe()
    }

    async fn status(&self) -> Status {
        self.aside(|engine| engine.status()).await
    }

    async fn failed(&self) -> String {
        loop {
            if let Some(trouble) = self.engine.disk.trouble() {
                return trouble;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn close(&self) -> Result<(), WriteError> {
        lock(&self.keeper).stop();
        self.aside(|engine| {
            engine.settle(Due::All)?;
            engine.tidy()?;
            engine.drop_all_arrivals()?;
            for hour in &lock(&engine.shelf).hours {
                engine.disk.note(hour.flush())?;
            }
            Ok(engine.disk.sync()?)
        })
        .await
    }
}

impl Engine {
    fn status(&self) -> Status {
        let count = |of: &std::sync::atomic::AtomicU64| of.load(Ordering::Relaxed);
        let live_traces = lock(&self.live).traces.len() as u64;
        let mut troubles: Vec<_> = self.disk.trouble().into_iter().collect();
        troubles.extend(self.settings.clock.trouble());
        if self.stats.is_full.load(Ordering::Relaxed) {
            troubles.push(
                "the disk is nearly full: nothing is taken in until old traces have made room"
                    .to_owned(),
            );
        }
        Status {
            spans_taken: count(&self.stats.spans),
            logs_taken: count(&self.stats.lines),
            batches_refused: count(&self.stats.refused),
            spans_left_out: count(&self.stats.left_out),
            live_traces,
            traces: self.count_traces() + live_traces,
            bytes: self.disk.bytes(),
            byte_limit: self.settings.max_bytes,
            keep_seconds: self.settings.keep.as_secs(),
            troubles,
        }
    }
}
