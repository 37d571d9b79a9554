//! What threads count, each in its own cells.

use loom::thread;

use super::explore;
use crate::buffer::sync::{Arc, AtomicBool, Ordering};
use crate::buffer::{Cells, Totals};
use crate::counters::DropReason;

/// Finds: `Totals::of` that sums `started` before `ended`, and cells that are
/// bumped with relaxed stores (more spans have ended than were started).
#[test]
fn no_span_ends_before_it_starts() {
    explore(3, "counters", || {
        let cells = Arc::new([Cells::new(), Cells::new()]);
        let handed_over = Arc::new(AtomicBool::new(false));
        let sum = {
            let cells = Arc::clone(&cells);
            thread::spawn(move || {
                let totals = Totals::of(&[&cells[0], &cells[1]]);
                assert!(totals.ended <= totals.started, "{totals:?}");
                assert!(totals.refused[0] <= totals.ended, "{totals:?}");
            })
        };
        let ends = {
            let (cells, handed_over) = (Arc::clone(&cells), Arc::clone(&handed_over));
            thread::spawn(move || {
                if handed_over.load(Ordering::Acquire) {
                    cells[1].ended();
                    cells[1].refused(DropReason::BufferFull);
                }
            })
        };
        cells[0].started();
        handed_over.store(true, Ordering::Release);
        ends.join().unwrap();
        sum.join().unwrap();
    });
}
