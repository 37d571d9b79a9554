//! The reading end of a thread's chunks.

use super::arena::Arena;
use super::chunk::Chunk;
use super::header;
use super::shared::Buffers;
use super::sync::{Arc, AtomicU64, Ordering};
use crate::value::text::padded;

pub(crate) struct Reader {
    chunk: Arc<Chunk>,
    /// The next word to read.
    position: usize,
    /// The trace of the record before, in this chunk.
    trace: [u64; 2],
    /// The `tracestate` of that trace: a text, or nothing.
    state: Vec<u64>,
}

/// How far a thread had written when it was looked at.
pub(crate) struct Frontier {
    chunk: Arc<Chunk>,
    done: usize,
    gone: bool,
}

/// Why reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The batch is full; there is more to read.
    Full,
    /// All that was there has been read.
    UpToDate,
    /// All has been read, and there will be no more: the thread is gone.
    Finished,
}

impl Buffers {
    /// For the collector: readers for the threads that are new.
    pub(crate) fn arrivals(&self) -> Vec<Reader> {
        self.take_arrivals().into_iter().map(Reader::new).collect()
    }
}

impl Reader {
    pub(crate) fn new(chunk: Arc<Chunk>) -> Self {
        Reader {
            chunk,
            position: 0,
            trace: [0; 2],
            state: Vec::new(),
        }
    }

    /// Looks how far the thread has written. Reading up to there is bounded,
    /// however fast the thread goes on.
    pub(crate) fn frontier(&self) -> Frontier {
        let mut chunk = Arc::clone(&self.chunk);
        while let Some(next) = chunk.next() {
            chunk = next;
        }
        // `next` (above) and `gone` before `done`: if the thread is gone, this
        // was its last chunk, and `done` counts its last record.
        let gone = chunk.is_gone();
        let done = chunk.done();
        Frontier { chunk, done, gone }
    }

    /// Copies records up to `until` into `batch`, as long as it has room.
    pub(crate) fn read(
        &mut self,
        until: &Frontier,
        batch: &mut Arena,
        buffers: &Buffers,
    ) -> Progress {
        loop {
            let last = Arc::ptr_eq(&self.chunk, &until.chunk);
            let next = if last { None } else { self.chunk.next() };
            // A chunk that has a successor gets no more records.
            let done = if last { until.done } else { self.chunk.done() };
            if !self.read_chunk(done, batch) {
                return Progress::Full;
            }
            let Some(next) = next else { break };
            self.position = 0;
            self.trace = [0; 2];
            buffers.recycle(std::mem::replace(&mut self.chunk, next));
        }
        if until.gone {
            Progress::Finished
        } else {
            Progress::UpToDate
        }
    }

    /// `false` when the batch is full.
    fn read_chunk(&mut self, done: usize, batch: &mut Arena) -> bool {
        let new = done.saturating_sub(self.position);
        let mut rest = self.chunk.words(self.position, new);
        let mut room = true;
        while let Some(first) = rest.first() {
            // Relaxed, here and below: `done` was acquired.
            let first = first.load(Ordering::Relaxed);
            let length = header::length(first).clamp(1, rest.len());
            room = batch.has_room(length + 2 + self.state.len());
            if !room {
                break;
            }
            let (record, behind) = rest.split_at(length);
            let body = match record {
                [_, high, low, body @ ..] if !header::is_same_trace(first) => {
                    self.trace = [high, low].map(|word| word.load(Ordering::Relaxed));
                    read_state(first, body, &mut self.state)
                }
                [_, body @ ..] => body,
                [] => &[],
            };
            batch.push(first, self.trace, &self.state, body);
            rest = behind;
        }
        self.position = done - rest.len();
        room
    }
}

/// Takes the `tracestate` that a record brings, if it does; what lies behind it comes back.
#[inline]
fn read_state<'a>(first: u64, body: &'a [AtomicU64], to: &mut Vec<u64>) -> &'a [AtomicU64] {
    if !to.is_empty() {
        to.clear();
    }
    if first & header::TRACE_STATE == 0 {
        return body;
    }
    take_state(body, to).unwrap_or(body)
}

#[cold]
fn take_state<'a>(body: &'a [AtomicU64], to: &mut Vec<u64>) -> Option<&'a [AtomicU64]> {
    let length = body.first()?.load(Ordering::Relaxed);
    let words = 1 + padded(usize::try_from(length).ok()?);
    let (state, behind) = body.split_at_checked(words)?;
    to.extend(state.iter().map(|word| word.load(Ordering::Relaxed)));
    Some(behind)
}
