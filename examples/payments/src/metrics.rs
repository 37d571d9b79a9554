//! `GET /metrics`: what the service counts, and what the tracing counts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use trace_metrics::{Families, Metrics, RequestDurations, pool};

use crate::store::Store;

/// What became of payments.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    made: AtomicU64,
    /// By code, of which there are few.
    refused: Mutex<BTreeMap<&'static str, u64>>,
}

impl Counts {
    pub(crate) fn made(&self) {
        self.made.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn refused(&self, code: &'static str) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        *refused.entry(code).or_default() += 1;
    }

    fn collect(&self, to: &mut Families) {
        to.counter("payments_made_total", "Payments that were made.")
            .sample([], self.made.load(Ordering::Relaxed));
        let refused = to.counter(
            "payments_refused_total",
            "Payments that were refused, by code.",
        );
        let by_code = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        for (code, count) in by_code.iter() {
            refused.sample([("code", code)], *count);
        }
    }
}

/// All that the page shows. Nothing of it asks the database: the page has to be there when
/// that is not.
pub(crate) fn all(counts: &Arc<Counts>, durations: &RequestDurations, store: &Store) -> Metrics {
    let counts = Arc::clone(counts);
    let metrics = Metrics::new()
        .source(trace_metrics::log)
        .source(durations.clone())
        .source(move |to: &mut Families| counts.collect(to))
        .source(rollbacks);
    match store {
        Store::Sqlite(books) => metrics.source(pool("books", books)),
        Store::Postgres(books) => metrics.source(pool("books", books)),
    }
}

fn rollbacks(to: &mut Families) {
    let undone = trace_rollback::stats();
    to.counter("payments_undone_total", "Steps that were undone.")
        .sample([], undone.done);
    let not_undone = undone.failed + undone.timed_out + undone.panicked + undone.lost;
    to.counter(
        "payments_not_undone_total",
        "Steps that could not be undone.",
    )
    .sample([], not_undone);
}
