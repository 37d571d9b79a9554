//! What became of what was to be sent on.

use std::ops::Add;

/// What became of the spans, or log lines, that were to be sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forwarded {
    /// The receiver has them.
    pub sent: u64,
    /// The receiver took their batch, and refused them.
    pub rejected: u64,
    /// The receiver refused their batch.
    pub refused: u64,
    /// No receiver could be reached for as long as one batch is tried.
    pub unreachable: u64,
    /// They were the oldest in a queue that was full.
    pub queue_full: u64,
    /// The store was closed before they were sent.
    pub closed: u64,
    /// They wait.
    pub waiting: u64,
}

impl Forwarded {
    /// How many will never be sent.
    pub fn lost(&self) -> u64 {
        self.rejected + self.refused + self.unreachable + self.queue_full + self.closed
    }
}

impl Add for Forwarded {
    type Output = Forwarded;

    fn add(self, other: Forwarded) -> Forwarded {
        Forwarded {
            sent: self.sent + other.sent,
            rejected: self.rejected + other.rejected,
            refused: self.refused + other.refused,
            unreachable: self.unreachable + other.unreachable,
            queue_full: self.queue_full + other.queue_full,
            closed: self.closed + other.closed,
            waiting: self.waiting + other.waiting,
        }
    }
}
