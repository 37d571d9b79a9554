//! Several traces at a time: a block is read once for all that it has of them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use trace_model::TraceId;

use super::block::Row;
use super::engine::{Engine, lock, stored};
use super::hour::Hour;
use super::read::Reader;
use crate::error::ReadError;
use crate::store::StoredTrace;

impl Engine {
    /// The traces with these ids that are held, in the order of the ids.
    pub(super) fn several(&self, ids: &[TraceId]) -> Result<Vec<StoredTrace>, ReadError> {
        let (shelf, live) = {
            let shelf = lock(&self.shelf);
            let live = lock(&self.live);
            let live = ids.iter().filter(|id| live.traces.contains_key(id));
            (shelf.clone(), live.copied().collect::<HashSet<_>>())
        };
        let mut blocks: BTreeMap<u32, (Arc<Hour>, HashSet<TraceId>)> = BTreeMap::new();
        let mut alone = Vec::new();
        for id in ids {
            let parts = shelf.settled(*id)?.into_iter();
            let mut parts = parts.flat_map(|(hour, settled)| {
                let blocks = settled.blocks.into_iter();
                blocks.map(move |block| (hour.clone(), block))
            });
            match (parts.next(), parts.next()) {
                (Some((hour, block)), None)
                    if !live.contains(id) && !self.disk.pins.contains_key(id.to_bytes())? =>
                {
                    let of_block = blocks.entry(block);
                    let (_, ids) = of_block.or_insert_with(|| (hour, HashSet::new()));
                    ids.insert(*id);
                }
                _ => alone.push(*id),
            }
        }
        let mut reader = Reader::default();
        let mut found = HashMap::with_capacity(ids.len());
        for (block, (hour, ids)) in blocks {
            let wanted = |row: &Row| ids.contains(&row.summary.trace_id);
            for (row, trace) in reader.block(&hour, block, wanted, None)? {
                found.insert(trace.id, stored(trace, row.left_out, true));
            }
        }
        for id in alone {
            if let Some(stored) = self.trace(id, &mut reader)? {
                found.insert(id, stored);
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }
}
