//! Work that was handed over and has not begun: it has no span yet, so that
//! nothing else would say that it is gone.

use std::mem;

use crate::counters::{self, Counter};

/// Goes with work to where it runs. Dropped before the work begins, it counts it
/// as abandoned. It has no size, and costs nothing where the work does begin.
#[derive(Debug)]
pub(super) struct Unbegun(());

impl Unbegun {
    pub(super) fn new() -> Self {
        Unbegun(())
    }

    /// The work begins.
    pub(super) fn begin(self) {
        mem::forget(self);
    }
}

impl Drop for Unbegun {
    fn drop(&mut self) {
        counters::count(Counter::Abandoned);
    }
}
