//! What a span that has ended leaves to the next one of its thread.
//!
//! Memory for attributes and events is then there already, at the size that such spans
//! take.

use std::cell::RefCell;

use super::Late;

/// As many spans as may be open, one in the other, without an allocation each.
const MAX_SPARE: usize = 4;
/// One of this size is kept, in words, and the others are smaller.
const MAX_WORDS: usize = 8 * 1024;
const MAX_WORDS_OF_OTHERS: usize = 1024;

thread_local! {
    static SPARE: RefCell<Vec<Box<Late>>> = const { RefCell::new(Vec::new()) };
}

/// An empty one.
#[inline(never)]
pub(crate) fn take() -> Box<Late> {
    let spare = SPARE.try_with(|spare| spare.try_borrow_mut().ok()?.pop());
    spare
        .ok()
        .flatten()
        .unwrap_or_else(|| Box::new(Late::NOTHING))
}

/// Keeps it for the next span, unless it is unusually large.
pub(crate) fn give_back(mut late: Box<Late>) {
    let words = late.reset();
    let kept = SPARE.try_with(|spare| {
        let Ok(mut spare) = spare.try_borrow_mut() else {
            return;
        };
        let fits = match spare.len() {
            0 => words <= MAX_WORDS,
            some => some < MAX_SPARE && words <= MAX_WORDS_OF_OTHERS,
        };
        if fits {
            spare.push(late);
        }
    });
    // A thread that ends keeps nothing.
    let _ = kept;
}
