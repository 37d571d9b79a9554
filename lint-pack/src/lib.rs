//! Bans every raw spawn in a project, by merging the list that
//! `trace-runtime` ships into the project's `clippy.toml`.

mod merge;

pub use merge::{MARK, MergeError, Merged, PACK, merge};
