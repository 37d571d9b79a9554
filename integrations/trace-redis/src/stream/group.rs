//! What all messages of a consumer have in common.

use std::sync::atomic::{AtomicU64, Ordering};

use redis::aio::ConnectionManager;
use trace_messaging::{Destination, Joins};

/// A group of consumers of a stream, as one of them sees it.
#[derive(Debug)]
pub(super) struct Group {
    /// For all but the waiting.
    pub(super) con: ConnectionManager,
    pub(super) destination: Destination,
    pub(super) stream: String,
    pub(super) name: String,
    pub(super) joins: Joins,
    pub(super) max_deliveries: u64,
    pub(super) counters: Counters,
}

impl Group {
    /// Where messages are set aside. The braces put it on the stream's own node of a cluster.
    pub(super) fn dead(&self) -> String {
        format!("{{{}}}:{}:dead", self.stream, self.name)
    }

    /// Where the spans of tries are that failed, by the id of the message.
    pub(super) fn tries(&self) -> String {
        format!("{{{}}}:{}:tries", self.stream, self.name)
    }
}

/// What became of the messages of a consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConsumerStats {
    /// Messages that came.
    pub received: u64,
    /// Of these, those that came not for the first time.
    pub redelivered: u64,
    /// Messages that were acknowledged.
    pub acknowledged: u64,
    /// Messages that were set aside.
    pub set_aside: u64,
    /// Waits that ended without a message; they make no span.
    pub empty: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) received: AtomicU64,
    pub(super) redelivered: AtomicU64,
    pub(super) acknowledged: AtomicU64,
    pub(super) set_aside: AtomicU64,
    pub(super) empty: AtomicU64,
}

/// Counts so many.
pub(super) fn count(counter: &AtomicU64, by: usize) {
    counter.fetch_add(by as u64, Ordering::Relaxed);
}

impl Counters {
    pub(super) fn stats(&self) -> ConsumerStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        ConsumerStats {
            received: read(&self.received),
            redelivered: read(&self.redelivered),
            acknowledged: read(&self.acknowledged),
            set_aside: read(&self.set_aside),
            empty: read(&self.empty),
        }
    }
}
