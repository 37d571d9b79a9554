//! Where traces lose their context.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use trace_analysis::{Arrivals, Background, LossClass, LossRate, Tree, losses};
use trace_model::{SpanId, SpanKind, Trace};
use trace_store::Store;
use trace_store::search::Search;

use super::asked::Asked;
use super::failure::Failure;
use super::period;
use super::shapes::{LossLine, Losses, LossesQuery};
use crate::api::clock;

/// So many traces are looked at, the newest first, unless asked otherwise.
const TRACES: usize = 300;
/// So many traces are looked at, at most.
const MOST: usize = 5_000;
/// A trace that began so lately may still be on its way.
const SETTLED: u64 = 30_000_000_000;
const NANOS_A_MINUTE: u64 = 60_000_000_000;

pub(super) async fn losses_by_edge(
    State(store): State<Arc<dyn Store>>,
    Asked(query): Asked<LossesQuery>,
) -> Result<Json<Losses>, Failure> {
    let minutes = period::minutes(query.minutes, 60);
    let now = clock::unix_nanos();
    let search = Search {
        from_unix_nanos: now.saturating_sub(minutes * NANOS_A_MINUTE),
        to_unix_nanos: now.saturating_sub(SETTLED),
        limit: query.traces.unwrap_or(TRACES).clamp(1, MOST),
        ..Search::default()
    };
    let found = store.search(&search).await?;
    // Each is read twice: all of them together may be larger than memory.
    let ids = || found.value.traces.iter().map(|hit| hit.summary.trace_id);
    let mut seen = Seen::default();
    for id in ids() {
        if let Some(stored) = store.trace(id).await?.value {
            seen.add(&stored.trace);
        }
    }
    let usual = seen.usual(found.coverage.oldest_unix_nanos.unwrap_or_default());
    let mut rate = LossRate::default();
    for id in ids() {
        if let Some(stored) = store.trace(id).await?.value {
            let tree = Tree::of(&stored.trace);
            rate.add(&losses(&stored.trace, &tree, &usual));
        }
    }
    let edges = rate.edges.iter().map(|((edge, class), traces)| LossLine {
        from: edge.from.clone(),
        to: edge.to.clone(),
        class: name(*class).to_owned(),
        is_loss: class.is_loss(),
        traces: *traces,
    });
    Ok(Json(Losses {
        minutes,
        share: rate.share(),
        looked_at: rate.settled,
        lossy: rate.lossy,
        is_cut: found.value.next.is_some(),
        edges: edges.collect(),
        coverage: found.coverage.into(),
    }))
}

fn name(class: LossClass) -> &'static str {
    match class {
        LossClass::Late => "late",
        LossClass::Expired => "expired",
        LossClass::RemoteUnknown => "remote unknown",
        LossClass::Lost => "lost",
        LossClass::UnexpectedRoot => "unexpected root",
    }
}

/// A service, and the name of its spans.
type Operation = (Arc<str>, Arc<str>);

/// How the operations of some traces have arrived, and from whom.
#[derive(Default)]
struct Seen {
    by_operation: HashMap<Operation, Arrivals>,
    callers: HashMap<Operation, BTreeMap<Arc<str>, u64>>,
}

impl Seen {
    fn add(&mut self, trace: &Trace) {
        let services: HashMap<SpanId, Arc<str>> = trace
            .spans
            .iter()
            .map(|span| (span.span_id, span.service()))
            .collect();
        for span in &trace.spans {
            if !matches!(span.kind, SpanKind::Server | SpanKind::Consumer) {
                continue;
            }
            let key = (span.service(), span.name.clone());
            let arrivals = self.by_operation.entry(key.clone()).or_default();
            arrivals.all += 1;
            arrivals.with_parent += u64::from(span.parent.is_some());
            if let Some(caller) = span.parent.and_then(|parent| services.get(&parent)) {
                let callers = self.callers.entry(key).or_default();
                *callers.entry(caller.clone()).or_default() += 1;
            }
        }
    }

    fn usual(mut self, kept_since: u64) -> Usual {
        for (key, callers) in self.callers {
            let most = callers.into_iter().max_by_key(|(_, calls)| *calls);
            if let Some(arrivals) = self.by_operation.get_mut(&key) {
                arrivals.usual_caller = most.map(|(caller, _)| caller);
            }
        }
        Usual {
            by_operation: self.by_operation,
            kept_since,
        }
    }
}

/// How the operations usually arrive.
///
/// A parent that came late has joined its trace: stores merge what belongs together, so that
/// none is told of here.
struct Usual {
    by_operation: HashMap<Operation, Arrivals>,
    kept_since: u64,
}

impl Background for Usual {
    fn arrived_later(&self, _: SpanId) -> bool {
        false
    }

    fn kept_since(&self) -> u64 {
        self.kept_since
    }

    fn arrivals(&self, service: &str, operation: &str) -> Arrivals {
        let key = (service.into(), operation.into());
        self.by_operation.get(&key).cloned().unwrap_or_default()
    }
}
