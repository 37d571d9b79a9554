//! How much room there is: for requests that wait, and in the memory of the servers.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use redis::{FromRedisValue, Value};

use super::clients::info_value;

/// Beyond this share of the memory, in percent, only failed traces are taken.
const FOR_ALL: u64 = 90;

/// How long what a server has said about its memory is believed while it is nearly full.
const BELIEVED: Duration = Duration::from_millis(200);

/// The room that there is.
#[derive(Debug, Default)]
pub(super) struct Room {
    waiting: AtomicUsize,
    /// What was sent since the servers told their memory.
    sent: AtomicU64,
    memory: Mutex<Option<(Instant, Memory)>>,
}

/// What the servers say about their memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Memory {
    /// Of all servers together.
    pub(super) used: u64,
    /// Of all together; `None` where one has no limit.
    pub(super) limit: Option<u64>,
    /// How many bytes may come until the first of them is full beyond the share for all.
    for_all: Option<u64>,
    /// How many keys were thrown away to make room for others.
    pub(super) evicted: u64,
    /// Keys may be thrown away, by the rule of one of the servers.
    pub(super) evicts: bool,
}

/// Bytes of a request that waits, until this is dropped.
#[derive(Debug)]
pub(super) struct Waiting<'a> {
    room: &'a Room,
    bytes: usize,
}

impl Room {
    /// `None` where too many bytes wait already.
    pub(super) fn wait(&self, bytes: usize, limit: usize) -> Option<Waiting<'_>> {
        let before = self.waiting.fetch_add(bytes, Relaxed);
        let waiting = Waiting { room: self, bytes };
        // A single request may be as long as it likes: it was taken in with a limit.
        (before == 0 || before + bytes <= limit).then_some(waiting)
    }

    /// So many bytes were sent.
    pub(super) fn sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes as u64, Relaxed);
    }

    /// The servers have told their memory.
    pub(super) fn told(&self, memory: Memory) {
        self.sent.store(0, Relaxed);
        let mut told = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        *told = Some((Instant::now(), memory));
    }

    pub(super) fn memory(&self) -> Memory {
        let told = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        told.map(|(_, memory)| memory).unwrap_or_default()
    }

    /// Whether so many more bytes leave nothing but what is set aside for failed traces.
    pub(super) fn is_scarce(&self, bytes: usize) -> bool {
        let sent = self.sent.load(Relaxed).saturating_add(bytes as u64);
        self.memory().for_all.is_some_and(|room| sent > room)
    }

    /// Whether the servers should be asked again before a request is refused.
    pub(super) fn is_stale(&self) -> bool {
        let told = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        told.is_none_or(|(since, _)| since.elapsed() > BELIEVED)
    }
}

impl Memory {
    /// What the servers say to `INFO`.
    pub(super) fn of(answers: Vec<Value>) -> Self {
        let mut all = Memory {
            limit: Some(0),
            ..Memory::default()
        };
        for answer in answers {
            let Ok(info) = String::from_redis_value(answer) else {
                continue;
            };
            let number = |name| info_value(&info, name).and_then(|value| value.parse().ok());
            let used: u64 = number("used_memory").unwrap_or_default();
            let limit: u64 = number("maxmemory").unwrap_or_default();
            all.used = all.used.saturating_add(used);
            all.evicted += number("evicted_keys").unwrap_or_default();
            all.evicts |= limit > 0 && info_value(&info, "maxmemory_policy") != Some("noeviction");
            if limit == 0 {
                all.limit = None;
                continue;
            }
            all.limit = all.limit.map(|sum| sum.saturating_add(limit));
            // Another process writes too.
            let room = (limit / 100 * FOR_ALL).saturating_sub(used) / 2;
            all.for_all = Some(all.for_all.map_or(room, |least| least.min(room)));
        }
        all
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.room.waiting.fetch_sub(self.bytes, Relaxed);
    }
}
