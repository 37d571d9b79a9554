//! Traces in parts, when one of the parts is dropped.

use std::sync::Arc;

use super::block::{Head, Row};
use super::engine::Engine;
use super::read::Reader;
use super::shelf::Shelf;
use crate::error::WriteError;
use crate::summary::Summary;

impl Engine {
    /// Looks at the traces in parts again, after an hour was dropped: one with a single part
    /// left, or none, is like any other.
    pub(super) fn forget_late(&self, shelf: &mut Shelf) -> Result<(), WriteError> {
        let mut reader = Reader::default();
        let mut batch = self.disk.database.batch();
        let ids: Vec<_> = shelf.late.keys().copied().collect();
        for id in ids {
            let parts = shelf.settled(id)?;
            let parts: usize = parts.iter().map(|(_, settled)| settled.blocks.len()).sum();
            let late = Arc::make_mut(&mut shelf.late);
            if parts < 2 {
                late.remove(&id);
                batch.remove(&self.disk.late, &id.to_bytes()[..]);
                continue;
            }
            if let Some(whole) = reader.settled(shelf, id)? {
                let row = Row {
                    summary: Summary::of(&whole.trace),
                    left_out: whole.left_out,
                    bytes: whole.bytes,
                };
                let head = Head {
                    rows: vec![row.clone()],
                };
                batch.insert(&self.disk.late, &id.to_bytes()[..], head.write());
                Arc::make_mut(&mut shelf.late).insert(id, row);
            }
        }
        Ok(self.disk.note(batch.commit())?)
    }
}
