//! Searches: exact, page by page.

use std::cmp::Reverse;
use std::collections::HashSet;

use trace_model::TraceId;

use super::candidates::Candidates;
use super::missing::Missing;
use super::reading::Loaded;
use super::servers::Servers;
use super::service::service_of;
use crate::error::ReadError;
use crate::search::{Cursor, Found, Hit, Order, Search, matches};
use crate::summary::Summary;

/// How many traces are read at first, and how many at a time in the end: most searches are
/// over soon, and those that are not should hurry.
const FIRST_PAGE: usize = 64;
const LAST_PAGE: usize = 1_024;

/// How many summaries are read at a time.
const SUMMARIES: usize = 2_048;

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
        let to = match (search.order, search.after) {
            (Order::Newest, Some(after)) => after.key.min(search.to_unix_nanos),
            _ => search.to_unix_nanos,
        };
        let scores = [search.from_unix_nanos / 1_000, to / 1_000];
        let service = service_of(&search.filter);
        let mut candidates = Candidates::new(self, service, scores, missing).await?;
        let is_exact = match search.order {
            Order::Newest => self.newest(&mut finding, &mut candidates, missing).await,
            Order::Slowest => {
                self.slowest_first(&mut finding, &mut candidates, missing)
                    .await
            }
        };
        Ok(finding.found(is_exact))
    }

    /// Whether all was looked at.
    async fn newest(
        &self,
        finding: &mut Finding<'_>,
        candidates: &mut Candidates<'_>,
        missing: &mut Missing,
    ) -> bool {
        let (mut looked_at, mut page) = (0, FIRST_PAGE);
        while let Some(next) = candidates.next_score(missing).await {
            // What comes next began when it says, or earlier.
            let safe = |hit: &&Hit| (hit.summary.start_unix_nanos / 1_000) as f64 > next;
            if finding.hits.iter().filter(safe).count() > finding.search.limit {
                return false;
            }
            if looked_at >= self.settings.search_limit {
                let nanos = next * 1_000.0;
                missing.note(format!(
                    "traces that began before {nanos} ns: {looked_at} others were looked at"
                ));
                finding
                    .hits
                    .retain(|hit| (hit.summary.start_unix_nanos / 1_000) as f64 > next);
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

    /// Whether all was looked at.
    async fn slowest_first(
        &self,
        finding: &mut Finding<'_>,
        candidates: &mut Candidates<'_>,
        missing: &mut Missing,
    ) -> bool {
        let (mut summaries, mut looked_at): (Vec<Summary>, usize) = (Vec::new(), 0);
        let is_whole = loop {
            let mut ids = candidates.next(SUMMARIES, missing).await;
            if ids.is_empty() {
                break true;
            }
            if looked_at >= self.settings.search_limit {
                let what = "the time before: slower traces may be in it";
                missing.note(format!("{what}; {looked_at} traces were looked at"));
                break false;
            }
            looked_at += ids.len();
            ids.retain(|id| finding.seen.insert(*id));
            summaries.extend(self.summaries(ids, missing).await);
        };
        summaries.retain(|summary| finding.may_match(summary));
        summaries.sort_by_key(|summary| Reverse(finding.search.order.key(summary)));
        let (mut rest, mut page) = (summaries.as_slice(), FIRST_PAGE);
        while !rest.is_empty() {
            let key = |summary: &Summary| finding.search.order.key(summary);
            let next = key(&rest[0]);
            let safe = |hit: &&Hit| key(&hit.summary) > next;
            if finding.hits.iter().filter(safe).count() > finding.search.limit {
                return false;
            }
            let (some, later) = rest.split_at(page.min(rest.len()));
            (rest, page) = (later, LAST_PAGE.min(2 * page));
            for trace in self
                .load(some.iter().map(|one| one.trace_id), missing)
                .await
            {
                finding.evaluate(&trace);
            }
        }
        is_whole
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
