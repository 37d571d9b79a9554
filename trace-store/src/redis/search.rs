//! Searches: exact, page by page.

use std::cmp::Reverse;
use std::collections::HashSet;

use trace_model::TraceId;

use super::candidates::Candidates;
use super::missing::Missing;
use super::reading::Loaded;
use super::servers::Servers;
use crate::error::ReadError;
use crate::search::{Cursor, Found, Hit, Order, Search, matches};
use crate::summary::Summary;

/// How many traces are read at first, and how many at a time in the end: most searches are
/// over soon, and those that are not should hurry.
const FIRST_PAGE: usize = 64;
const LAST_PAGE: usize = 1_024;

impl Servers {
    pub(super) async fn find(
        &self,
        search: &Search,
        missing: &mut Missing,
    ) -> Result<Found, ReadError> {
        let mut finding = Finding {
            search,
            seen: HashSet::new(),
            hits: Vec::new(),
        };
        // Before the lists: what settles in the meantime is found there.
        for trace in self.unlisted(missing).await? {
            finding.look_at(&trace);
        }
        let mut candidates = Candidates::new(self, search, missing).await?;
        let is_exact = self.in_order(&mut finding, &mut candidates, missing).await;
        Ok(finding.found(is_exact))
    }

    /// Whether all was looked at.
    async fn in_order(
        &self,
        finding: &mut Finding<'_>,
        candidates: &mut Candidates<'_>,
        missing: &mut Missing,
    ) -> bool {
        let order = finding.search.order;
        let (mut looked_at, mut page) = (0, FIRST_PAGE);
        while let Some(next) = candidates.next_score(missing).await {
            // What comes next is as late or as slow as its score says, or less.
            let safe = |hit: &Hit| score(order, &hit.summary) > next;
            if finding.hits.iter().filter(|hit| safe(hit)).count() > finding.search.limit {
                return false;
            }
            if looked_at >= self.settings.search_limit {
                let what = match order {
                    Order::Newest => format!("traces that began before {} ns", next * 1_000.0),
                    Order::Slowest => format!("traces that took {next} ns or less"),
                };
                missing.note(format!("{what}: {looked_at} others were looked at"));
                finding.hits.retain(safe);
                return false;
            }
            let mut ids = candidates.next(page, missing).await;
            page = LAST_PAGE.min(2 * page);
            looked_at += ids.len();
            ids.retain(|id| finding.seen.insert(*id));
            for trace in self.load(ids, missing).await {
                finding.look_at(&trace);
            }
        }
        true
    }
}

/// With which score the index of an order lists a trace.
fn score(order: Order, summary: &Summary) -> f64 {
    match order {
        Order::Newest => (summary.start_unix_nanos / 1_000) as f64,
        Order::Slowest => summary.duration_nanos as f64,
    }
}

/// A search, and what was found so far.
struct Finding<'a> {
    search: &'a Search,
    seen: HashSet<TraceId>,
    hits: Vec<Hit>,
}

impl Finding<'_> {
    fn look_at(&mut self, trace: &Loaded) {
        self.seen.insert(trace.trace.id);
        self.evaluate(trace);
    }

    fn evaluate(&mut self, trace: &Loaded) {
        if !trace.trace.spans.is_empty()
            && self.may_match(&trace.summary)
            && let Some(matched) = matches(&self.search.filter, &trace.trace, &trace.summary)
        {
            let summary = trace.summary.clone();
            self.hits.push(Hit { summary, matched });
        }
    }

    /// Whether the trace is of the time, and lies behind the page before.
    fn may_match(&self, summary: &Summary) -> bool {
        let search = self.search;
        let times = search.from_unix_nanos..=search.to_unix_nanos;
        let behind = |after: Cursor| search.order.key(summary) < (after.key, after.trace_id);
        summary.span_count > 0
            && times.contains(&summary.start_unix_nanos)
            && search.after.is_none_or(behind)
    }

    fn found(self, is_exact: bool) -> Found {
        let Finding {
            search, mut hits, ..
        } = self;
        hits.sort_by_key(|hit| Reverse(search.order.key(&hit.summary)));
        let matched = hits.len() as u64;
        hits.truncate(search.limit);
        let last = hits.last().map(|hit| search.order.key(&hit.summary));
        let next = last.filter(|_| matched > hits.len() as u64);
        Found {
            next: next.map(|(key, trace_id)| Cursor { key, trace_id }),
            traces: hits,
            matched,
            matched_is_exact: is_exact,
        }
    }
}
