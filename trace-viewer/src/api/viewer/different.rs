//! What is different about the slow traces, or the failed ones, or those of one version.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use trace_analysis::{Analysis, Profile, lift};
use trace_model::{Attribute, Trace};
use trace_store::search::{
    Comparison, Condition, Hit, Literal, Search, SpanFilter, Subject, TraceFilter, matches,
};
use trace_store::{Store, Summary};

use super::asked::Asked;
use super::failure::Failure;
use super::shapes::{DifferenceQuery, Differences, LiftLine, PathLine, RootLine};
use crate::query;

/// So many traces are looked at, the newest first.
const MOST: usize = 500;
/// Operations whose time on the critical path differs; as many as anybody reads.
const OPERATIONS: usize = 20;

pub(super) async fn different(
    State(store): State<Arc<dyn Store>>,
    Asked(asked): Asked<DifferenceQuery>,
) -> Result<Json<Differences>, Failure> {
    let chosen = asked.chosen.as_deref().map(query::parse).transpose()?;
    let mut search = Search {
        filter: query::parse(&asked.q)?,
        from_unix_nanos: asked.from.unwrap_or(0),
        to_unix_nanos: asked.to.unwrap_or(u64::MAX),
        limit: MOST,
        ..Search::default()
    };
    let mut found = store.search(&search).await?;
    let mut root = None;
    if chosen.is_none() && search.filter == TraceFilter::All {
        root = root_of_the_slow(&found.value.traces);
        if let Some(root) = &root {
            search.filter = root.filter();
            found = store.search(&search).await?;
        }
    }
    let hits = found.value.traces.into_iter();
    let summaries: Vec<Summary> = hits.map(|hit| hit.summary).collect();
    let slow_from = slowest_tenth(&summaries);
    let (mut group, mut rest) = (Side::default(), Side::default());
    for summary in &summaries {
        // One that has ended its life in between is left out.
        let Some(stored) = store.trace(summary.trace_id).await?.value else {
            continue;
        };
        let is_chosen = match &chosen {
            Some(filter) => matches(filter, &stored.trace, summary).is_some(),
            None => summary.duration_nanos >= slow_from,
        };
        let side = if is_chosen { &mut group } else { &mut rest };
        side.add(&stored.trace);
    }
    let lifts = lift(&group.samples(), &rest.samples());
    let paths = group.profile.differences(&rest.profile);
    Ok(Json(Differences {
        chosen: group.attributes.len() as u64,
        rest: rest.attributes.len() as u64,
        root,
        slow_from_nano: chosen.is_none().then_some(slow_from),
        attributes: lifts
            .into_iter()
            .map(|lift| LiftLine {
                key: lift.key,
                value: lift.value,
                chosen: lift.slow,
                rest: lift.rest,
            })
            .collect(),
        paths: PathLine::of_grown(paths, OPERATIONS),
        is_cut: found.value.next.is_some(),
        coverage: found.coverage.into(),
    }))
}

/// The root that at least half of the slow traces have: beside requests of other kinds, all that
/// tells them apart is their kind.
fn root_of_the_slow(hits: &[Hit]) -> Option<RootLine> {
    let summaries: Vec<Summary> = hits.iter().map(|hit| hit.summary.clone()).collect();
    let slow_from = slowest_tenth(&summaries);
    let slow = summaries
        .iter()
        .filter(|summary| summary.duration_nanos >= slow_from);
    let (mut roots, mut all) = (HashMap::<RootLine, usize>::new(), 0);
    for summary in slow {
        all += 1;
        if summary.has_root {
            let root = RootLine {
                service: summary.root_service.clone(),
                operation: summary.root_operation.clone(),
            };
            *roots.entry(root).or_default() += 1;
        }
    }
    let (root, count) = roots.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 2 >= all).then_some(root)
}

impl RootLine {
    fn filter(&self) -> TraceFilter {
        let is = |subject, text: &Arc<str>| {
            let comparison = Comparison::Equal(Literal::Text(text.clone()));
            SpanFilter::Is(Condition {
                subject,
                comparison,
            })
        };
        let service = is(Subject::RootService, &self.service);
        let operation = is(Subject::RootName, &self.operation);
        TraceFilter::Spans(SpanFilter::And(service.into(), operation.into()))
    }
}

/// The duration from which on a trace is among the slowest tenth.
fn slowest_tenth(summaries: &[Summary]) -> u64 {
    let mut durations: Vec<u64> = summaries
        .iter()
        .map(|summary| summary.duration_nanos)
        .collect();
    durations.sort_unstable();
    let at = durations.len().saturating_sub(durations.len().div_ceil(10));
    durations.get(at).copied().unwrap_or(0)
}

/// One of the two groups.
#[derive(Default)]
struct Side {
    /// For each trace, what its spans and their resources say, each thing once.
    attributes: Vec<Vec<Attribute>>,
    profile: Profile,
}

impl Side {
    fn add(&mut self, trace: &Trace) {
        let mut seen: HashMap<Arc<str>, Attribute> = HashMap::new();
        for span in &trace.spans {
            let all = span.attributes.iter().chain(&span.resource.attributes);
            for attribute in all {
                seen.entry(attribute.key.clone())
                    .or_insert_with(|| attribute.clone());
            }
        }
        self.attributes.push(seen.into_values().collect());
        self.profile.add(&Analysis::of(trace));
    }

    fn samples(&self) -> Vec<Vec<&Attribute>> {
        self.attributes
            .iter()
            .map(|all| all.iter().collect())
            .collect()
    }
}
