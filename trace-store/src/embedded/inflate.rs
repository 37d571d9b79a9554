//! Inflates what was compressed before it was written.

use zstd::bulk::{Decompressor, decompress};

/// The most that one piece may inflate to: a trace as long as one may be, twice.
const MOST: usize = 1 << 30;

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
