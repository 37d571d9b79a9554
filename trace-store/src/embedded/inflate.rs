//! Inflates what was compressed before it was written.

use std::cell::RefCell;
use std::io;

use zstd::bulk::Decompressor;

/// The most that one piece may inflate to: a trace as long as one may be, twice.
const MOST: usize = 1 << 30;

thread_local! {
    /// To make one takes ten times as long as to inflate what a service sends in a second.
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Inflates a piece that had so many bytes. `None` if it has another number of them, or is
/// damaged: what it says about its length is not believed before that.
pub(super) fn inflate(piece: &[u8], length: usize) -> Option<Vec<u8>> {
    let told = Decompressor::<'_>::upper_bound(piece)?;
    // To zstd, nothing at all is no frame, which inflates to nothing.
    if piece.is_empty() || told != length || length > MOST {
        return None;
    }
    let inflated = decompress(piece, length).ok()?;
    (inflated.len() == length).then_some(inflated)
}

fn decompress(piece: &[u8], length: usize) -> io::Result<Vec<u8>> {
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(Decompressor::new()?),
        };
        decompressor.decompress(piece, length)
    })
}
