//! Counts with what is live: a trace is counted when it settles, and people look before.

use std::ops::Range;

use trace_model::Trace;

use super::delivered::Delivered;
use super::engine::{Engine, lock};
use super::read::Reader;
use crate::answer::Answer;
use crate::error::ReadError;
use crate::rollup::RollUps;

/// So many live traces are counted, the newest ones.
const MOST_LIVE: usize = 5_000;

impl Engine {
    /// What was counted in these minutes, and what of the live traces will be; of very many,
    /// the newest.
    pub(super) fn counted_with_live(
        &self,
        minutes: Range<u64>,
    ) -> Result<Answer<RollUps>, ReadError> {
        // What settles is counted, and stops being live, under these locks.
        let (mut counted, live, count, shelf) = {
            let shelf = lock(&self.shelf);
            let live = lock(&self.live);
            let mut traces: Vec<_> = live.traces.iter().collect();
            traces.sort_unstable_by_key(|(_, trace)| std::cmp::Reverse(trace.first_nanos));
            let newest = traces.iter().take(MOST_LIVE);
            let newest: Vec<_> = newest
                .map(|(id, trace)| (**id, trace.places.clone()))
                .collect();
            let counted = lock(&self.counts).read(&self.disk, minutes.clone())?;
            (counted, newest, traces.len(), shelf.clone())
        };
        let now = self.settings.clock.now();
        let mut reader = Reader::default();
        let ids = live.iter().map(|(id, _)| *id);
        let delivered = Delivered::of(&shelf, ids, &mut reader)?;
        let mut coming = RollUps::default();
        for (id, places) in live {
            let mut trace = Trace::new(id);
            reader.live(&places, &mut trace);
            let known = delivered.put_first(id, &mut trace.spans);
            coming.add_since(&trace, known, self.minute(now));
        }
        coming.operations.retain(|(_, at), _| minutes.contains(at));
        coming.edges.retain(|(_, at), _| minutes.contains(at));
        counted.merge(&coming);
        let mut answer = self.answer(counted);
        if count > MOST_LIVE {
            answer.coverage.missing.push(format!(
                "of {count} traces that spans still come for, the newest {MOST_LIVE} are counted"
            ));
        }
        if delivered.is_cut {
            answer.coverage.missing.push(
                "very many spans came after their traces had settled: those that were delivered \
                 again may be counted again until they settle"
                    .to_owned(),
            );
        }
        Ok(answer)
    }
}
