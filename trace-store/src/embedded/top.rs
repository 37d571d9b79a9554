//! The first traces of an order, while others are still being looked at.

use std::collections::BTreeMap;
use std::sync::Arc;

use trace_model::TraceId;

use super::hour::Hour;
use crate::search::{Cursor, Hit, Order, Search};
use crate::summary::Summary;

/// A trace that matches.
pub(super) enum Candidate {
    /// The spans were read.
    Read(Hit),
    /// The summary says that it matches; the spans lie here.
    Stored {
        summary: Summary,
        hour: Arc<Hour>,
        block: u32,
    },
}

/// The first traces so far: one more than are asked for, to know whether there is a next page.
pub(super) struct Top {
    order: Order,
    times: [u64; 2],
    after: Option<Cursor>,
    room: usize,
    count_to: u64,
    taken: BTreeMap<(u64, TraceId), Candidate>,
    /// How many match.
    pub(super) matched: u64,
    /// Nothing was skipped that might match.
    pub(super) is_exact: bool,
}

impl Top {
    pub(super) fn new(search: &Search) -> Self {
        Top {
            order: search.order,
            times: [search.from_unix_nanos, search.to_unix_nanos],
            after: search.after,
            room: search.limit.saturating_add(1),
            count_to: search.count_to,
            taken: BTreeMap::new(),
            matched: 0,
            is_exact: true,
        }
    }

    /// Whether a trace with this key, or a smaller one, may still be among the first.
    pub(super) fn may_take(&self, key: u64) -> bool {
        let worst = self.taken.first_key_value();
        self.taken.len() < self.room || worst.is_none_or(|((worst, _), _)| key >= *worst)
    }

    /// Whether a trace with this key, or a smaller one, may still be wanted: for the page, or
    /// for the count.
    pub(super) fn may_want(&self, key: u64) -> bool {
        self.may_take(key) || self.matched < self.count_to
    }

    /// Whether the trace lies in the time and on the page that are asked for.
    pub(super) fn is_asked_for(&self, start_unix_nanos: u64, key: (u64, TraceId)) -> bool {
        let [from, to] = self.times;
        (from..=to).contains(&start_unix_nanos)
            && self
                .after
                .is_none_or(|after| key < (after.key, after.trace_id))
    }

    pub(super) fn take(&mut self, candidate: Candidate) {
        self.matched += 1;
        let summary = match &candidate {
            Candidate::Read(hit) => &hit.summary,
            Candidate::Stored { summary, .. } => summary,
        };
        self.taken.insert(self.order.key(summary), candidate);
        if self.taken.len() > self.room {
            self.taken.pop_first();
        }
    }

    /// The traces, the first one first.
    pub(super) fn into_page(self) -> Vec<Candidate> {
        self.taken.into_values().rev().collect()
    }
}
