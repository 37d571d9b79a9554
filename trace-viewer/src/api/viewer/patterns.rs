//! Operations that are slow at the same hours again and again.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use trace_analysis::{Cell, Recurring};
use trace_store::Store;
use trace_store::rollup::{self, Operation};

use super::asked::Asked;
use super::failure::Failure;
use super::offsets::Offsets;
use super::period;
use super::shapes::{PatternLine, Patterns, PatternsQuery};
use super::slow_hours::slow_hours;

/// 8 weeks, in minutes.
const ALL: u64 = 8 * 7 * 1_440;
/// A day, in minutes: within it, minutes are looked at one by one.
const DAY: u64 = 1_440;
/// Of so many operations, traces are looked at.
const EXPLAINED: usize = 5;

pub(super) async fn patterns(
    State(store): State<Arc<dyn Store>>,
    Asked(query): Asked<PatternsQuery>,
) -> Result<Json<Patterns>, Failure> {
    let offsets = query.offsets.as_deref().map(Offsets::read).transpose()?;
    let offsets = offsets.unwrap_or_default();
    let counted = store.roll_ups(period::until_now(ALL)).await?;
    let day = period::until_now(DAY);
    let mut hours: BTreeMap<&Operation, BTreeMap<u64, rollup::Cell>> = BTreeMap::new();
    let mut minutes: BTreeMap<&Operation, Vec<Cell>> = BTreeMap::new();
    for ((operation, minute), cell) in &counted.value.operations {
        if query
            .service
            .as_ref()
            .is_some_and(|service| **service != *operation.service)
        {
            continue;
        }
        let of_hour = hours.entry(operation).or_default();
        of_hour.entry(minute / 60).or_default().merge(cell);
        if day.contains(minute) {
            let minutes = minutes.entry(operation).or_default();
            minutes.push(of_cell(*minute, cell));
        }
    }
    let mut lines = Vec::new();
    for (operation, hours) in hours {
        let hours: Vec<Cell> = hours
            .iter()
            .map(|(hour, cell)| of_cell(hour * 60, cell))
            .collect();
        let minutes = minutes.remove(operation).unwrap_or_default();
        let recurring = Recurring::of(&hours, &minutes, |second| offsets.at(second));
        if recurring.found.is_empty() {
            continue;
        }
        let slow_hours = match recurring.found.first() {
            Some(first) if lines.len() < EXPLAINED => {
                slow_hours(&*store, operation, first.pattern, &offsets).await?
            }
            _ => None,
        };
        lines.push(PatternLine {
            service: operation.service.clone(),
            operation: operation.name.clone(),
            kind: operation.kind.as_str().to_owned(),
            sentences: recurring.found.iter().map(ToString::to_string).collect(),
            grid: recurring.grid,
            slow_hours,
        });
    }
    Ok(Json(Patterns {
        patterns: lines,
        coverage: counted.coverage.into(),
    }))
}

fn of_cell(minute: u64, cell: &rollup::Cell) -> Cell {
    Cell {
        unix_seconds: i64::try_from(minute.saturating_mul(60)).unwrap_or(i64::MAX),
        count: cell.count,
        p95_nanos: cell.durations.quantile(0.95).unwrap_or_default(),
    }
}
