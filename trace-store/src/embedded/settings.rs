//! What an embedded store is told.

use std::path::PathBuf;
use std::time::Duration;

use super::clock::Clock;
use crate::tail_rule::TailRule;

/// Where an embedded store keeps its traces, for how long, and how many.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder. One process at a time may have it.
    pub folder: PathBuf,
    /// How long traces are kept. The oldest hour goes as a whole, so that they may be there an
    /// hour longer.
    pub keep: Duration,
    /// The most bytes on disk; the oldest traces make room. At least
    /// [`LEAST_BYTES`](Self::LEAST_BYTES).
    pub max_bytes: Option<u64>,
    /// Keeps only some of the ordinary traces. Counts and percentiles are of all of them.
    pub tail: Option<TailRule>,
    /// The address at which this process answers, for the one that finds the folder taken.
    pub address: String,
    /// The most bytes of traces, compressed, that wait in memory to be settled.
    pub live_bytes: usize,
    /// A trace settles when no span has come for so long since its root came.
    pub quiet_with_root: Duration,
    /// A trace whose root has not come settles when no span has come for so long.
    pub quiet_without_root: Duration,
    /// A trace settles at the latest so long after its first span came; what comes afterwards
    /// is added to it.
    pub longest_live: Duration,
    /// The most spans of one trace. Of a longer one, the first spans, the failed ones and the
    /// slowest ones are kept.
    pub trace_spans: usize,
    /// The most bytes of one trace: of its spans, and as many of its log lines. Spans are
    /// chosen as above, lines in the order in which they came.
    pub trace_bytes: usize,
    /// How long traces lie together that are dropped together.
    pub drop_together: Duration,
    /// What the store goes by.
    pub clock: Clock,
}

impl Settings {
    /// The journal alone may take 64 MB, so that less than this cannot be promised.
    pub const LEAST_BYTES: u64 = 150_000_000;

    /// A day, without a limit of bytes, everything kept.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Settings {
            folder: folder.into(),
            keep: Duration::from_secs(24 * 3_600),
            max_bytes: None,
            tail: None,
            address: String::new(),
            live_bytes: 48 << 20,
            quiet_with_root: Duration::from_secs(5),
            quiet_without_root: Duration::from_secs(30),
            longest_live: Duration::from_secs(120),
            trace_spans: 100_000,
            trace_bytes: 64 << 20,
            drop_together: Duration::from_secs(3_600),
            clock: Clock::system(),
        }
    }
}
