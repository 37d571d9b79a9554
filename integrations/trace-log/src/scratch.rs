//! Where texts are put together.

use std::cell::Cell;

/// Where lines are put together; kept by its thread from one line to the next.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    line: String,
    fields: String,
    text: String,
}

thread_local! {
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// A thread does not keep more room than this after a long line; bytes.
const KEPT: usize = 64 << 10;

impl Scratch {
    /// Lends a scratch. It is not in its place meanwhile: a `Debug` that logs
    /// within a line works with another.
    pub(crate) fn lend<R>(work: impl FnOnce(&mut Scratch) -> R) -> R {
        // The thread may be ending, and its scratch gone.
        let kept = SCRATCH.try_with(Cell::take).ok().flatten();
        let mut scratch = kept.unwrap_or_default();
        let result = work(&mut scratch);
        if scratch.line.capacity() + scratch.fields.capacity() + scratch.text.capacity() <= KEPT {
            let _ = SCRATCH.try_with(|place| place.set(Some(scratch)));
        }
        result
    }

    /// Where a value may be rendered.
    pub(crate) fn text(&mut self) -> &mut String {
        &mut self.text
    }

    /// Where the parts of a line go: the line, its fields, the value at hand.
    pub(crate) fn parts(&mut self) -> (&mut String, &mut String, &mut String) {
        (&mut self.line, &mut self.fields, &mut self.text)
    }
}
