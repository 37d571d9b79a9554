//! What is counted of one operation in one span of time.

use super::sketch::{Sketch, read_varint, write_varint};

/// Rate, errors and durations of one operation, or one edge of the service map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// How many spans.
    pub count: u64,
    /// How many of them have failed.
    pub errors: u64,
    /// All durations together, in nanoseconds.
    pub total_nanos: u64,
    /// How long they took.
    pub durations: Sketch,
}

impl Cell {
    /// Counts a span.
    pub fn add(&mut self, duration_nanos: u64, is_error: bool) {
        self.count = self.count.saturating_add(1);
        self.errors = self.errors.saturating_add(u64::from(is_error));
        self.total_nanos = self.total_nanos.saturating_add(duration_nanos);
        self.durations.add(duration_nanos);
    }

    /// Adds what another cell has counted.
    pub fn merge(&mut self, other: &Cell) {
        self.count = self.count.saturating_add(other.count);
        self.errors = self.errors.saturating_add(other.errors);
        self.total_nanos = self.total_nanos.saturating_add(other.total_nanos);
        self.durations.merge(&other.durations);
    }

    /// Appends the cell to `out`; a cell of a few spans takes about ten bytes.
    pub fn write(&self, out: &mut Vec<u8>) {
        write_varint(out, self.errors);
        write_varint(out, self.total_nanos);
        self.durations.write(out);
    }

    /// Reads what [`write`](Self::write) has written, from the start of `bytes`, which then
    /// begin behind it; `None` if they hold no cell.
    pub fn read(bytes: &mut &[u8]) -> Option<Self> {
        let errors = read_varint(bytes)?;
        let total_nanos = read_varint(bytes)?;
        let durations = Sketch::read(bytes)?;
        Some(Cell {
            count: durations.count(),
            errors,
            total_nanos,
            durations,
        })
    }
}
