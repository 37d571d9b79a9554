//! What a span that has ended leaves to the next one of its thread.
//!
//! Memory for attributes and events is then there already, at the size that such spans
//! take.

use std::cell::RefCell;

use super::Late;

/// So many spans may be open, one in the other, without an allocation each.
const MAX_SPARE: usize = 4;
/// One of this size is kept, in words, and the others are smaller.
const MAX_WORDS: usize = 8 * 1024;
const MAX_WORDS_OF_OTHERS: usize = 1024;

thread_local! {
    static SPARE: RefCell<[Option<Box<Late>>; MAX_SPARE]> =
        const { RefCell::new([const { None }; MAX_SPARE]) };
}

/// An empty one.
#[inline(never)]
pub(crate) fn take() -> Box<Late> {
    let spare = SPARE.try_with(|spare| {
        let mut spare = spare.try_borrow_mut().ok()?;
        spare.iter_mut().rev().find_map(Option::take)
    });
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
        let free = spare
            .iter_mut()
            .enumerate()
            .find(|(_, place)| place.is_none());
        if let Some((at, place)) = free {
            let most = if at == 0 {
                MAX_WORDS
            } else {
                MAX_WORDS_OF_OTHERS
            };
            if words <= most {
                *place = Some(late);
            }
        }
    });
    // A thread that ends keeps nothing.
    let _ = kept;
}
