//! Spans that are live and settled both: they were delivered again after their trace settled.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use trace_model::{Span, SpanIdentity, TraceId};

use super::block::Row;
use super::hour::Hour;
use super::read::Reader;
use super::shelf::Shelf;

/// So many settled spans of live traces are compared: 40 MB.
const MOST: usize = 1_000_000;

/// What is settled of traces that are live.
#[derive(Debug, Default)]
pub(super) struct Delivered {
    spans: HashMap<TraceId, HashSet<SpanIdentity>>,
    /// There is more than is compared.
    pub(super) is_cut: bool,
}

impl Delivered {
    /// Looks for what is settled of these traces. A block is read once, whoever's spans are in
    /// it.
    pub(super) fn of(
        shelf: &Shelf,
        ids: impl Iterator<Item = TraceId>,
        reader: &mut Reader,
    ) -> Result<Self, fjall::Error> {
        let mut blocks: BTreeMap<u32, (Arc<Hour>, HashSet<TraceId>)> = BTreeMap::new();
        for id in ids {
            for (hour, settled) in shelf.settled(id)? {
                for block in settled.blocks {
                    let of_block = blocks.entry(block);
                    let (_, ids) = of_block.or_insert_with(|| (hour.clone(), HashSet::new()));
                    ids.insert(id);
                }
            }
        }
        let mut delivered = Delivered::default();
        let mut room = MOST;
        // The newest first: what is delivered again is seldom old.
        for (block, (hour, ids)) in blocks.into_iter().rev() {
            if room == 0 {
                delivered.is_cut = true;
                break;
            }
            let is_meant = |row: &Row| ids.contains(&row.summary.trace_id);
            for (_, trace) in reader.block(&hour, block, is_meant, None)? {
                room = room.saturating_sub(trace.spans.len());
                let spans = delivered.spans.entry(trace.id).or_default();
                spans.extend(trace.spans.iter().map(Span::identity));
            }
        }
        Ok(delivered)
    }

    /// Puts the spans of a trace that are settled at the front. Tells how many those are.
    pub(super) fn put_first(&self, id: TraceId, spans: &mut [Span]) -> usize {
        let Some(settled) = self.spans.get(&id) else {
            return 0;
        };
        spans.sort_by_key(|span| !settled.contains(&span.identity()));
        spans.partition_point(|span| settled.contains(&span.identity()))
    }
}
