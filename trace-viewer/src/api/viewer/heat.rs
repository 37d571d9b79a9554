//! Where traces lie, by time and duration.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use trace_store::search::Search;
use trace_store::{Store, Summary};

use super::asked::Asked;
use super::failure::Failure;
use super::shapes::{Heat, HeatCell, HeatQuery};
use crate::api::clock;
use crate::query;

/// A page of a search.
const PAGE: usize = 1_000;
/// So many traces are counted, the newest first.
const MOST: usize = 5_000;
const DEFAULT_COLUMNS: u32 = 120;
const DEFAULT_ROWS: u32 = 24;

pub(super) async fn heat(
    State(store): State<Arc<dyn Store>>,
    Asked(asked): Asked<HeatQuery>,
) -> Result<Json<Heat>, Failure> {
    let mut search = Search {
        filter: query::parse(&asked.q)?,
        from_unix_nanos: asked.from.unwrap_or(0),
        to_unix_nanos: asked.to.unwrap_or(u64::MAX),
        limit: PAGE,
        ..Search::default()
    };
    let mut summaries = Vec::new();
    let (is_cut, coverage) = loop {
        let found = store.search(&search).await?;
        summaries.extend(found.value.traces.into_iter().map(|hit| hit.summary));
        search.after = found.value.next;
        if search.after.is_none() || summaries.len() >= MOST {
            break (search.after.is_some(), found.coverage);
        }
    };
    let columns = asked.columns.unwrap_or(DEFAULT_COLUMNS).clamp(1, 1_000);
    let rows = asked.rows.unwrap_or(DEFAULT_ROWS).clamp(1, 200);
    let frame = Frame::around(&summaries, asked.from, asked.to, columns, rows);
    Ok(Json(Heat {
        from_unix_nano: frame.from,
        to_unix_nano: frame.to,
        shortest_nano: frame.shortest,
        longest_nano: frame.longest,
        columns,
        rows,
        cells: frame.cells(&summaries),
        looked_at: summaries.len() as u64,
        is_cut,
        coverage: coverage.into(),
    }))
}

/// The edges of the map. Durations grow by a factor from row to row.
struct Frame {
    from: u64,
    to: u64,
    shortest: u64,
    longest: u64,
    columns: u32,
    rows: u32,
}

impl Frame {
    fn around(
        summaries: &[Summary],
        from: Option<u64>,
        to: Option<u64>,
        columns: u32,
        rows: u32,
    ) -> Self {
        let starts = || summaries.iter().map(|summary| summary.start_unix_nanos);
        let durations = || {
            summaries
                .iter()
                .map(|summary| summary.duration_nanos.max(1))
        };
        let from = from.or(starts().min()).unwrap_or(0);
        let to = to.unwrap_or_else(|| {
            let now = clock::unix_nanos();
            let last = starts().max().unwrap_or(now);
            // Up to now, but traces of yesterday are not pressed against the edge.
            let silence = now.saturating_sub(last);
            if silence > (last - from.min(last)) / 4 {
                last
            } else {
                last.max(now)
            }
        });
        Frame {
            from,
            to: to.max(from.saturating_add(1)),
            shortest: durations().min().unwrap_or(1),
            longest: durations().max().unwrap_or(1),
            columns,
            rows,
        }
    }

    fn cells(&self, summaries: &[Summary]) -> Vec<HeatCell> {
        let mut cells = BTreeMap::<(u32, u32), (u64, u64)>::new();
        for summary in summaries {
            let at = (self.column(summary), self.row(summary));
            let (count, errors) = cells.entry(at).or_default();
            *count += 1;
            *errors += u64::from(summary.error_count > 0);
        }
        let cells = cells.into_iter();
        cells
            .map(|((column, row), (count, errors))| HeatCell {
                column,
                row,
                count,
                errors,
            })
            .collect()
    }

    fn column(&self, summary: &Summary) -> u32 {
        let since = summary.start_unix_nanos.saturating_sub(self.from);
        let at = u128::from(since) * u128::from(self.columns) / u128::from(self.to - self.from);
        u32::try_from(at).unwrap_or(u32::MAX).min(self.columns - 1)
    }

    /// The first row is that of the shortest.
    fn row(&self, summary: &Summary) -> u32 {
        let of = |nanos: u64| (nanos.max(1) as f64).ln();
        let length = of(self.longest) - of(self.shortest);
        if length <= 0.0 {
            return 0;
        }
        let share = (of(summary.duration_nanos) - of(self.shortest)) / length;
        ((share * f64::from(self.rows)) as u32).min(self.rows - 1)
    }
}
