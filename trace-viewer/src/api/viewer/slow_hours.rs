//! What traces wait for when an operation is slow again and again.

use trace_analysis::{Analysis, Pattern, Profile, duration};
use trace_store::rollup::Operation;
use trace_store::search::{
    Comparison, Condition, Literal, Search, SpanFilter, Subject, TraceFilter,
};
use trace_store::{ReadError, Store};

use super::offsets::Offsets;
use super::shapes::{PathLine, SlowHours};
use crate::api::clock;

const NANOS_A_SECOND: u64 = 1_000_000_000;
const HOUR: u64 = 3_600;
const MINUTE: u64 = 60;
/// So many hours, or minutes, before now are looked at: traces are held for a day, as a rule.
const BACK: u64 = 48;
/// So many hours, or minutes, of each kind are enough.
const STRETCHES: usize = 3;
/// So many traces of each are read.
const TRACES: usize = 10;
/// From fewer traces nothing is said.
const LEAST: u64 = 3;
/// So many operations are named.
const PATHS: usize = 5;

/// Compares the newest traces of the stretches that a pattern names with those of others.
pub(super) async fn slow_hours(
    store: &dyn Store,
    operation: &Operation,
    pattern: Pattern,
    offsets: &Offsets,
) -> Result<Option<SlowHours>, ReadError> {
    let step = match pattern {
        Pattern::Hourly { .. } => MINUTE,
        Pattern::Daily { .. } | Pattern::Weekly { .. } | Pattern::Monthly { .. } => HOUR,
    };
    let now = clock::unix_nanos() / NANOS_A_SECOND / step;
    let (mut inside, mut outside) = (Side::default(), Side::default());
    for begin in (0..BACK).map(|back| now.saturating_sub(back) * step) {
        let second = i64::try_from(begin).unwrap_or(i64::MAX);
        let is_slow = pattern.holds(second, offsets.at(second));
        let side = if is_slow { &mut inside } else { &mut outside };
        if side.stretches < STRETCHES {
            side.look(store, operation, begin, step).await?;
        }
    }
    if inside.profile.traces < LEAST || outside.profile.traces < LEAST {
        return Ok(None);
    }
    let paths = inside.profile.differences(&outside.profile);
    let paths = PathLine::of_grown(paths, PATHS);
    let (inside, outside) = (inside.profile.traces, outside.profile.traces);
    let Some(most) = paths.first() else {
        return Ok(None);
    };
    let sentence = format!(
        "then, traces wait {} longer for `{}` of `{}` than at other times ({inside} traces \
         beside {outside})",
        duration(most.nanos_per_trace.unsigned_abs()),
        most.operation,
        most.service,
    );
    Ok(Some(SlowHours {
        sentence,
        inside,
        outside,
        paths,
    }))
}

/// Traces that began when the operation is slow, or those that did not.
#[derive(Default)]
struct Side {
    /// How many stretches of time had traces.
    stretches: usize,
    profile: Profile,
}

impl Side {
    async fn look(
        &mut self,
        store: &dyn Store,
        operation: &Operation,
        begin: u64,
        seconds: u64,
    ) -> Result<(), ReadError> {
        let search = Search {
            filter: of(operation),
            from_unix_nanos: begin.saturating_mul(NANOS_A_SECOND),
            to_unix_nanos: (begin + seconds).saturating_mul(NANOS_A_SECOND) - 1,
            limit: TRACES,
            ..Search::default()
        };
        let found = store.search(&search).await?.value.traces;
        self.stretches += usize::from(!found.is_empty());
        for hit in found {
            if let Some(stored) = store.trace(hit.summary.trace_id).await?.value {
                self.profile.add(&Analysis::of(&stored.trace));
            }
        }
        Ok(())
    }
}

/// Traces with a span of the operation.
fn of(operation: &Operation) -> TraceFilter {
    let name = Condition {
        subject: Subject::Name,
        comparison: Comparison::Equal(Literal::Text(operation.name.clone())),
    };
    let service = Condition::service(&operation.service);
    let both = SpanFilter::And(SpanFilter::Is(service).into(), SpanFilter::Is(name).into());
    TraceFilter::Spans(both)
}
