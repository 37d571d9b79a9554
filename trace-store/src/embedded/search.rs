//! Searches: the live traces first, then block after block, from the one that may hold the
//! first trace of the order on, until no other block can hold a better one.

use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use memchr::memmem::Finder;
use trace_model::TraceId;

use super::block::{Brief, Filter, Row, Zone};
use super::engine::{Engine, lock};
use super::hour::Hour;
use super::needle;
use super::plan;
use super::read::Reader;
use super::shelf::Shelf;
use super::top::{Candidate, Top};
use crate::error::ReadError;
use crate::search::{Cursor, Found, Hit, Order, Search, TraceFilter, matches};
use crate::summary::Summary;

/// Where to look next; the largest first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Next {
    /// No trace there has a larger key.
    bound: u64,
    /// The place of the hour, and where the block is known, of its zone.
    hour: usize,
    zone: Option<usize>,
}

impl Engine {
    pub(super) fn search(&self, search: &Search) -> Result<Found, ReadError> {
        let mut reader = Reader::default();
        let top = self.look(search, &mut reader)?;
        finish(search, top, &mut reader)
    }

    /// Looks through what is live and what is settled.
    fn look(&self, search: &Search, reader: &mut Reader) -> Result<Top, ReadError> {
        let (shelf, zones, live) = {
            let shelf = lock(&self.shelf);
            let zones: Vec<_> = shelf.hours.iter().map(|hour| hour.zones()).collect();
            (shelf.clone(), zones, self.live_times())
        };
        let mut top = Top::new(search);
        self.search_alone(search, &shelf, &live, &mut top, reader)?;
        let is_elsewhere = |id: &TraceId| live.contains_key(id) || shelf.late.contains_key(id);

        let mut next: BinaryHeap<Next> = BinaryHeap::new();
        for (hour, zones) in zones.iter().enumerate() {
            let bound = zones.iter().map(|zone| bound(search.order, zone)).max();
            next.extend(bound.map(|bound| Next {
                bound,
                hour,
                zone: None,
            }));
        }
        while let Some(Next {
            bound: at,
            hour,
            zone,
        }) = next.pop()
        {
            if !top.may_want(at) {
                top.is_exact = false;
                break;
            }
            let of_hour = &zones[hour];
            let Some(zone) = zone else {
                let zones = of_hour.iter().enumerate();
                let may = zones.filter(|(_, zone)| {
                    zone.last_start >= search.from_unix_nanos
                        && zone.first_start <= search.to_unix_nanos
                        && plan::may_match(&search.filter, zone, &|_| true)
                });
                next.extend(may.map(|(place, zone)| Next {
                    bound: bound(search.order, zone),
                    hour,
                    zone: Some(place),
                }));
                continue;
            };
            let (hour, zone) = (&shelf.hours[hour], &of_hour[zone]);
            self.search_block(search, hour, zone, &is_elsewhere, &mut top, reader)?;
        }
        Ok(top)
    }

    /// Looks at the traces that do not lie in one block alone, each by itself.
    fn search_alone(
        &self,
        search: &Search,
        shelf: &Shelf,
        live: &HashMap<TraceId, (u64, u64)>,
        top: &mut Top,
        reader: &mut Reader,
    ) -> Result<(), ReadError> {
        let mut alone = Vec::new();
        for (id, row) in shelf.late.iter() {
            if !live.contains_key(id) {
                let key = search.order.key(&row.summary).0;
                if plan::decide(&search.filter, &row.summary) != Some(false) {
                    alone.push((key, *id));
                }
            }
        }
        for (id, (start, end)) in live {
            // Spans that are settled already make a trace start earlier, and last longer.
            let key = match search.order {
                Order::Newest => *start,
                Order::Slowest if shelf.settled(*id)?.is_empty() => end.saturating_sub(*start),
                Order::Slowest => u64::MAX,
            };
            alone.push((key, *id));
        }
        alone.sort_unstable_by_key(|alone| std::cmp::Reverse(*alone));
        for (bound, id) in alone {
            if !top.may_want(bound) {
                top.is_exact = false;
                break;
            }
            let Some(stored) = self.whole(id, reader)? else {
                continue;
            };
            let trace = stored.trace;
            let summary = Summary::of(&trace);
            if summary.span_count > 0
                && top.is_asked_for(summary.start_unix_nanos, search.order.key(&summary))
                && let Some(matched) = matches(&search.filter, &trace, &summary)
            {
                top.take(Candidate::Read(Hit { summary, matched }));
            }
        }
        Ok(())
    }

    fn search_block(
        &self,
        search: &Search,
        hour: &Arc<Hour>,
        zone: &Zone,
        is_elsewhere: &dyn Fn(&TraceId) -> bool,
        top: &mut Top,
        reader: &mut Reader,
    ) -> Result<(), ReadError> {
        if search.filter != TraceFilter::All {
            let filter = hour.filter(zone.block)?;
            let filter = Filter::of(&filter);
            if !plan::may_match(&search.filter, zone, &|hash| filter.may_have(hash)) {
                return Ok(());
            }
        }
        let mut matched = 0;
        let is_looked_at = |brief: &Brief| {
            let key = search
                .order
                .of(brief.start_unix_nanos, brief.duration_nanos);
            let is_meant = brief.span_count > 0
                && top.is_asked_for(brief.start_unix_nanos, (key, brief.trace_id))
                && !is_elsewhere(&brief.trace_id);
            let is_behind = search.filter == TraceFilter::All && !top.may_take(key);
            matched += u64::from(is_meant && is_behind);
            is_meant && !is_behind
        };
        let head = hour.head(zone.block, is_looked_at)?.unwrap_or_default();
        top.matched += matched;
        let mut undecided = Vec::new();
        for row in head.rows {
            let summary = row.summary;
            match plan::decide(&search.filter, &summary) {
                Some(false) => {}
                Some(true) => top.take(Candidate::Stored {
                    summary,
                    hour: hour.clone(),
                    block: zone.block,
                }),
                None if top.may_want(search.order.key(&summary).0) => {
                    undecided.push(summary.trace_id);
                }
                None => top.is_exact = false,
            }
        }
        if undecided.is_empty() {
            return Ok(());
        }
        let wanted = |row: &Row| undecided.contains(&row.summary.trace_id);
        let needle = needle::needle(&search.filter).map(Finder::new);
        for (row, trace) in reader.block(hour, zone.block, wanted, needle.as_ref())? {
            let summary = row.summary;
            if let Some(matched) = matches(&search.filter, &trace, &summary) {
                top.take(Candidate::Read(Hit { summary, matched }));
            }
        }
        Ok(())
    }

    /// Summaries only, without looking which spans match: for lists of all traces.
    pub(super) fn summaries(&self, search: &Search) -> Result<Vec<Summary>, ReadError> {
        let mut page = self.look(search, &mut Reader::default())?.into_page();
        page.truncate(search.limit);
        let summaries = page.into_iter().map(|candidate| match candidate {
            Candidate::Read(hit) => hit.summary,
            Candidate::Stored { summary, .. } => summary,
        });
        Ok(summaries.collect())
    }
}

fn bound(order: Order, zone: &Zone) -> u64 {
    match order {
        Order::Newest => zone.last_start,
        Order::Slowest => zone.longest_trace,
    }
}

/// Reads the traces of the page that were not read yet.
fn finish(search: &Search, top: Top, reader: &mut Reader) -> Result<Found, ReadError> {
    let (matched, matched_is_exact) = (top.matched, top.is_exact);
    let mut page = top.into_page();
    let more = page.len() > search.limit;
    page.truncate(search.limit);
    let mut of_blocks: HashMap<(u64, u32), (Arc<Hour>, Vec<TraceId>)> = HashMap::new();
    for candidate in &page {
        if let Candidate::Stored {
            summary,
            hour,
            block,
        } = candidate
        {
            let of_block = of_blocks.entry((hour.number, *block));
            let (_, ids) = of_block.or_insert_with(|| (hour.clone(), Vec::new()));
            ids.push(summary.trace_id);
        }
    }
    let mut read = HashMap::new();
    for ((_, block), (hour, ids)) in of_blocks {
        let wanted = |row: &Row| ids.contains(&row.summary.trace_id);
        for (row, trace) in reader.block(&hour, block, wanted, None)? {
            let matched = matches(&search.filter, &trace, &row.summary);
            read.insert(trace.id, matched.unwrap_or_default());
        }
    }
    let traces: Vec<Hit> = page
        .into_iter()
        .map(|candidate| match candidate {
            Candidate::Read(hit) => hit,
            Candidate::Stored { summary, .. } => Hit {
                matched: read.remove(&summary.trace_id).unwrap_or_default(),
                summary,
            },
        })
        .collect();
    let last = traces.last().map(|hit| search.order.key(&hit.summary));
    Ok(Found {
        next: last
            .filter(|_| more)
            .map(|(key, trace_id)| Cursor { key, trace_id }),
        traces,
        matched,
        matched_is_exact,
    })
}
