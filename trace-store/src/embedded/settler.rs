//! What settles traces, and may do so one thread at a time.

use super::read::Reader;

/// What is used for one block after the other.
#[derive(Default)]
pub(super) struct Settler {
    pub(super) reader: Reader,
    pub(super) compressor: Option<zstd::bulk::Compressor<'static>>,
}
