//! What is counted of the commands to a server.

use std::sync::atomic::{AtomicU64, Ordering};

/// What went wrong without an error, since the client was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RedisStats {
    /// Commands that wait at the server, such as `BLPOP`, on a connection that is shared, or
    /// for longer than a [`DedicatedConnection`](crate::DedicatedConnection) was made for.
    pub blocking_on_shared: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    blocking_on_shared: AtomicU64,
}

impl Counters {
    /// Counts one, and says how many there were before.
    pub(crate) fn blocking_on_shared(&self) -> u64 {
        self.blocking_on_shared.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn stats(&self) -> RedisStats {
        RedisStats {
            blocking_on_shared: self.blocking_on_shared.load(Ordering::Relaxed),
        }
    }
}
