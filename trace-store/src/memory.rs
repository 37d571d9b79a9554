//! The plainest store: everything in memory, nothing ends.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use tokio::sync::broadcast;
use trace_model::otlp::{Batch, Signal, read_traces};
use trace_model::{Attribute, Trace, TraceId, Value};

use crate::answer::{Answer, Coverage};
use crate::error::{ReadError, WriteError};
use crate::rollup::{Operation, RollUps};
use crate::search::{CORRELATION_IDS, Cursor, Found, Hit, Search, matches};
use crate::store::{Pin, Run, Status, Store, StoredTrace};
use crate::summary::Summary;

const NANOS_A_MINUTE: u64 = 60_000_000_000;
const NANOS_A_DAY: u64 = 1_440 * NANOS_A_MINUTE;

/// Holds every trace in memory, without a limit, and looks through all of them for each
/// question. For tests, and as the measure of other stores.
///
/// A trace counts as settled as soon as it is written.
#[derive(Debug)]
pub struct MemoryStore {
    held: Mutex<Held>,
    tail: broadcast::Sender<Arc<Summary>>,
}

#[derive(Debug, Default)]
struct Held {
    traces: BTreeMap<TraceId, Trace>,
    pins: BTreeMap<TraceId, Pin>,
    status: Status,
}

impl Default for MemoryStore {
    fn default() -> Self {
        MemoryStore {
            held: Mutex::default(),
            tail: broadcast::channel(1024).0,
        }
    }
}

impl MemoryStore {
    /// A store that holds nothing.
    pub fn new() -> Self {
        MemoryStore::default()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn coverage(&self) -> Coverage {
        let starts = self.traces.values().filter_map(Trace::interval);
        Coverage {
            oldest_unix_nanos: starts.map(|(start, _)| start).min(),
            ..Coverage::default()
        }
    }

    fn answer<T>(&self, value: T) -> Answer<T> {
        Answer {
            value,
            coverage: self.coverage(),
        }
    }

    /// The traces that match, in order, the first `limit` of them.
    fn find(&self, search: &Search) -> Found {
        let mut hits: Vec<Hit> = self
            .traces
            .values()
            .filter_map(|trace| {
                let summary = Summary::of(trace);
                let start = summary.start_unix_nanos;
                if trace.spans.is_empty()
                    || start < search.from_unix_nanos
                    || start > search.to_unix_nanos
                {
                    return None;
                }
                let matched = matches(&search.filter, trace, &summary)?;
                Some(Hit { summary, matched })
            })
            .collect();
        hits.sort_by_key(|hit| std::cmp::Reverse(search.order.key(&hit.summary)));
        if let Some(after) = search.after {
            hits.retain(|hit| search.order.key(&hit.summary) < (after.key, after.trace_id));
        }
        let matched = hits.len() as u64;
        hits.truncate(search.limit);
        let last = hits.last().map(|hit| search.order.key(&hit.summary));
        Found {
            next: last
                .filter(|_| matched > hits.len() as u64)
                .map(|(key, trace_id)| Cursor { key, trace_id }),
            traces: hits,
            matched,
            matched_is_exact: true,
        }
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn write(&self, batch: Batch) -> Result<(), WriteError> {
        let mut held = self.held();
        let count = batch.entries().len() as u64;
        match batch.signal() {
            Signal::Traces => held.status.spans_taken += count,
            Signal::Logs => held.status.logs_taken += count,
        }
        for part in read_traces(&batch) {
            let trace = held
                .traces
                .entry(part.id)
                .or_insert_with(|| Trace::new(part.id));
            trace.spans.extend(part.spans);
            trace.logs.extend(part.logs);
            trace.leave_out_repeated();
            // Nobody listens, often.
            let _ = self.tail.send(Arc::new(Summary::of(trace)));
        }
        Ok(())
    }

    async fn trace(&self, id: TraceId) -> Result<Answer<Option<StoredTrace>>, ReadError> {
        let held = self.held();
        Ok(held.answer(held.traces.get(&id).map(|trace| StoredTrace {
            trace: trace.clone(),
            cut_from: None,
            lines_cut_from: None,
            is_settled: true,
            pin: held.pins.get(&id).cloned(),
        })))
    }

    async fn search(&self, search: &Search) -> Result<Answer<Found>, ReadError> {
        let held = self.held();
        Ok(held.answer(held.find(search)))
    }

    async fn resolve(&self, text: &str, limit: usize) -> Result<Answer<Vec<TraceId>>, ReadError> {
        let held = self.held();
        let prefix = text.to_ascii_lowercase();
        let mut found: Vec<_> = held
            .traces
            .values()
            .filter(|trace| is_meant(trace, text, &prefix))
            .map(|trace| (trace.interval().unwrap_or_default().0, trace.id))
            .collect();
        found.sort_by_key(|found| std::cmp::Reverse(*found));
        found.truncate(limit);
        Ok(held.answer(found.into_iter().map(|(_, id)| id).collect()))
    }

    async fn operations(&self, service: Option<&str>) -> Result<Answer<Vec<Operation>>, ReadError> {
        let held = self.held();
        let spans = held.traces.values().flat_map(|trace| &trace.spans);
        let operations: BTreeSet<_> = spans
            .map(|span| Operation {
                service: span.service(),
                name: span.name.clone(),
                kind: span.kind,
            })
            .filter(|operation| service.is_none_or(|service| *operation.service == *service))
            .collect();
        Ok(held.answer(operations.into_iter().collect()))
    }

    async fn roll_ups(&self, minutes: Range<u64>) -> Result<Answer<RollUps>, ReadError> {
        let held = self.held();
        let mut counted = RollUps::default();
        for trace in held.traces.values() {
            counted.add(trace, |nanos| nanos / NANOS_A_MINUTE);
        }
        counted
            .operations
            .retain(|(_, minute), _| minutes.contains(minute));
        counted
            .edges
            .retain(|(_, minute), _| minutes.contains(minute));
        Ok(held.answer(counted))
    }

    async fn slow(&self, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError> {
        let held = self.held();
        let with_spans = held.traces.values().filter(|trace| !trace.spans.is_empty());
        let mut summaries: Vec<_> = with_spans.map(Summary::of).collect();
        summaries
            .sort_by_key(|summary| std::cmp::Reverse((summary.duration_nanos, summary.trace_id)));
        summaries.truncate(limit.min(100));
        Ok(held.answer(summaries))
    }

    async fn errors(&self, day: u64, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError> {
        let held = self.held();
        let mut summaries: Vec<_> = held
            .traces
            .values()
            .map(Summary::of)
            .filter(|summary| summary.error_count > 0)
            .filter(|summary| summary.start_unix_nanos / NANOS_A_DAY == day)
            .collect();
        summaries
            .sort_by_key(|summary| std::cmp::Reverse((summary.start_unix_nanos, summary.trace_id)));
        summaries.truncate(limit);
        Ok(held.answer(summaries))
    }

    async fn runs(&self) -> Result<Answer<Vec<Run>>, ReadError> {
        let held = self.held();
        let mut runs: BTreeMap<[Arc<str>; 3], (u64, u64)> = BTreeMap::new();
        for span in held.traces.values().flat_map(|trace| &trace.spans) {
            let text = |key| match span.resource.get(key) {
                Some(Value::Text(text)) => text.clone(),
                _ => "".into(),
            };
            let key = [
                span.service(),
                text("service.version"),
                text("service.instance.id"),
            ];
            let start = span.start_unix_nanos;
            let (first, last) = runs.entry(key).or_insert((start, start));
            *first = start.min(*first);
            *last = start.max(*last);
        }
        let mut runs: Vec<_> = runs
            .into_iter()
            .map(|([service, version, instance], (first, last))| Run {
                service,
                version,
                instance,
                first_unix_nanos: first,
                last_unix_nanos: last,
            })
            .collect();
        runs.sort_by_key(|run| std::cmp::Reverse(run.first_unix_nanos));
        Ok(held.answer(runs))
    }

    async fn pin(&self, id: TraceId, note: &str) -> Result<bool, WriteError> {
        let mut held = self.held();
        if !held.traces.contains_key(&id) {
            return Ok(false);
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let pin = Pin {
            trace_id: id,
            unix_nanos: now.map_or(0, |now| now.as_nanos() as u64),
            note: note.into(),
        };
        held.pins.insert(id, pin);
        Ok(true)
    }

    async fn unpin(&self, id: TraceId) -> Result<bool, WriteError> {
        Ok(self.held().pins.remove(&id).is_some())
    }

    async fn pins(&self) -> Result<Answer<Vec<(Pin, Summary)>>, ReadError> {
        let held = self.held();
        let mut pins: Vec<_> = held
            .pins
            .values()
            .filter_map(|pin| Some((pin.clone(), Summary::of(held.traces.get(&pin.trace_id)?))))
            .collect();
        pins.sort_by_key(|(pin, _)| std::cmp::Reverse((pin.unix_nanos, pin.trace_id)));
        Ok(held.answer(pins))
    }

    fn tail(&self) -> broadcast::Receiver<Arc<Summary>> {
        self.tail.subscribe()
    }

    async fn status(&self) -> Status {
        let held = self.held();
        Status {
            traces: held.traces.len() as u64,
            ..held.status.clone()
        }
    }

    async fn close(&self) -> Result<(), WriteError> {
        Ok(())
    }
}

/// Whether a text is the beginning of the trace's id, or its correlation id.
fn is_meant(trace: &Trace, text: &str, prefix: &str) -> bool {
    let by_id = !prefix.is_empty() && trace.id.to_string().starts_with(prefix);
    let correlated = |attributes: &[Attribute]| {
        let mut ids = attributes
            .iter()
            .filter(|at| CORRELATION_IDS.contains(&&*at.key));
        ids.any(|id| id.value.as_text() == Some(text))
    };
    by_id
        || trace.spans.iter().any(|span| correlated(&span.attributes))
        || trace.logs.iter().any(|line| correlated(&line.attributes))
}
