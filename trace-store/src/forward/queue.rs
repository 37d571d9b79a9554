//! Batches that wait to be sent on.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use crate::forwarded::Forwarded;

/// One request, and how many spans or lines of it the store took.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) bytes: Bytes,
    pub(super) count: u64,
}

/// Messages up to so many bytes, the oldest first, and what became of those before.
#[derive(Debug)]
pub(super) struct Queue {
    limit: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    messages: VecDeque<Message>,
    bytes: usize,
    is_closed: bool,
    counts: Forwarded,
    /// What last went wrong.
    trouble: Option<String>,
}

impl State {
    fn pop(&mut self) -> Option<Message> {
        let message = self.messages.pop_front()?;
        self.bytes -= message.bytes.len();
        Some(message)
    }
}

impl Queue {
    pub(super) fn of(limit: usize) -> Self {
        Queue {
            limit,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Adds a message, for which the oldest ones go where there is no room.
    pub(super) fn push(&self, message: Message) {
        let mut state = self.lock();
        if state.is_closed {
            state.counts.closed += message.count;
            return;
        }
        if message.bytes.len() > self.limit {
            state.counts.queue_full += message.count;
            return;
        }
        state.bytes += message.bytes.len();
        state.counts.waiting += message.count;
        state.messages.push_back(message);
        while state.bytes > self.limit
            && let Some(oldest) = state.pop()
        {
            state.counts.waiting -= oldest.count;
            state.counts.queue_full += oldest.count;
        }
        self.changed.notify_one();
    }

    /// The oldest message, for which this waits; `None` once the queue is closed and empty.
    /// What becomes of the message is told to [`done`](Self::done).
    pub(super) fn next(&self) -> Option<Message> {
        let mut state = self.lock();
        loop {
            if let Some(message) = state.pop() {
                return Some(message);
            }
            if state.is_closed {
                return None;
            }
            let waited = self.changed.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Forwarded what became of a message, and remembers what went wrong, if something did.
    pub(super) fn done(
        &self,
        message: &Message,
        trouble: Option<String>,
        count: impl FnOnce(&mut Forwarded),
    ) {
        let mut state = self.lock();
        state.counts.waiting -= message.count;
        state.trouble = trouble;
        count(&mut state.counts);
    }

    /// Remembers what goes wrong with a message that is tried again.
    pub(super) fn troubled(&self, trouble: String) {
        self.lock().trouble = Some(trouble);
    }

    /// Takes no more messages.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    pub(super) fn counts(&self) -> Forwarded {
        self.lock().counts
    }

    pub(super) fn trouble(&self) -> Option<String> {
        self.lock().trouble.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: usize, count: u64) -> Message {
        Message {
            bytes: vec![0; bytes].into(),
            count,
        }
    }

    #[test]
    fn the_oldest_go_where_there_is_no_room() {
        let queue = Queue::of(10);
        for count in [1, 2, 4] {
            queue.push(message(4, count));
        }
        queue.push(message(11, 8));
        assert_eq!(queue.next().unwrap().count, 2);
        assert_eq!(queue.next().unwrap().count, 4);
        let counts = queue.counts();
        assert_eq!((counts.queue_full, counts.waiting), (9, 6));
    }

    #[test]
    fn what_comes_after_the_end_is_counted() {
        let queue = Queue::of(10);
        queue.push(message(1, 1));
        queue.close();
        queue.push(message(1, 2));
        assert_eq!(queue.next().unwrap().count, 1);
        assert!(queue.next().is_none());
        assert_eq!(queue.counts().closed, 2);
    }
}
