//! What the exporter sees of the storm, and whether the ledger agrees.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter, SpanRecord, SpanStatus};
use trace_runtime::{SpanId, TraceId, Value};

use crate::ledger::{Entry, Fate};

/// What of a span is looked at.
#[derive(Debug)]
pub(crate) struct Seen {
    trace: TraceId,
    span: SpanId,
    parent: Option<SpanId>,
    believes: Option<i64>,
    fate: Fate,
    ends_before_it_starts: bool,
}

impl Seen {
    fn of(span: &SpanRecord<'_>) -> Seen {
        let believes = span.attributes().find(|(key, _)| *key == "believes");
        Seen {
            trace: span.trace_id(),
            span: span.span_id(),
            parent: span.parent_span_id(),
            believes: believes.and_then(|(_, value)| match value.to_value() {
                Value::I64(id) => Some(id),
                _ => None,
            }),
            fate: match span.status() {
                SpanStatus::Error { .. } => Fate::Failed,
                SpanStatus::Panicked { .. } => Fate::Panicked,
                _ if span.is_cancelled() => Fate::Cancelled,
                _ => Fate::Returned,
            },
            ends_before_it_starts: span.end_unix_nanos() < span.start_unix_nanos(),
        }
    }

    /// What is wrong with it.
    fn faults(&self, known: &Entry) -> Vec<String> {
        let parent = known.parent.map(|parent| parent.span);
        let believes = known.parent.map(|parent| parent.to_i64());
        let right = [
            (
                self.parent == parent,
                format!("parent {:?} where the code knows {parent:?}", self.parent),
            ),
            (
                self.believes == believes,
                format!("attribute {:?} instead of {believes:?}", self.believes),
            ),
            (self.trace == known.trace, "another trace".to_owned()),
            (
                known.parent.is_none_or(|parent| parent.trace == self.trace),
                "another trace than its parent".to_owned(),
            ),
            (
                self.fate == known.fate,
                format!("{:?} instead of {:?}", self.fate, known.fate),
            ),
            (
                !self.ends_before_it_starts,
                "ends before it starts".to_owned(),
            ),
        ];
        let wrong = right.into_iter().filter(|(right, _)| !right);
        wrong.map(|(_, what)| what).collect()
    }
}

/// An exporter that keeps what it is given.
#[derive(Clone, Default)]
pub(crate) struct Arrivals(Arc<Mutex<Vec<Seen>>>);

impl Arrivals {
    /// Keeps all but the first spans of a batch.
    pub(crate) fn keep(&self, batch: &Batch<'_>, but: usize) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(batch.spans().skip(but).map(|span| Seen::of(&span)));
    }

    /// What has arrived so far; it is forgotten here.
    pub(crate) fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl SpanExporter for Arrivals {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        self.keep(batch, 0);
        Ok(())
    }
}

/// Each span that arrived is one that began, and is what its code believes;
/// gives how many of those that began did not arrive.
#[track_caller]
pub(crate) fn assert_all_right(arrived: &[Seen], mut began: HashMap<SpanId, Entry>) -> u64 {
    let mut faults = Vec::new();
    for seen in arrived {
        match began.remove(&seen.span) {
            None => faults.push(format!("ended twice, or never began: {seen:?}")),
            Some(entry) => {
                let of = seen.faults(&entry);
                if !of.is_empty() {
                    faults.push(format!("{}: {seen:?}", of.join("; ")));
                }
            }
        }
    }
    let few: Vec<_> = faults.iter().take(10).map(String::as_str).collect();
    assert!(
        faults.is_empty(),
        "{} of {} spans are wrong:\n{}",
        faults.len(),
        arrived.len(),
        few.join("\n")
    );
    began.len() as u64
}
