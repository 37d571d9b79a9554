//! Which spans of a trace are kept, where more have come than are read.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use trace_model::{Span, SpanIdentity};

/// How many spans are kept at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// So many are the first ones that came.
    pub(super) first: usize,
    /// So many of those behind are the slowest ones.
    pub(super) slow: usize,
    /// Failed ones are kept beside them, up to so many in all.
    pub(super) all: usize,
}

/// The first spans of a trace, and behind them the failed ones and the slowest ones.
#[derive(Debug)]
pub(super) struct Kept {
    room: Room,
    spans: Vec<Span>,
    /// The place of each among all that have come.
    arrivals: Vec<u64>,
    /// The spans that are kept: what a sender repeats is kept once.
    known: HashSet<SpanIdentity>,
    /// The slow ones, that which goes next first: the fastest, of equals the last that came.
    slow: BinaryHeap<(Reverse<u64>, u64, usize)>,
    arrived: u64,
}

impl Kept {
    pub(super) fn new(room: Room) -> Self {
        Kept {
            room,
            spans: Vec::new(),
            arrivals: Vec::new(),
            known: HashSet::new(),
            slow: BinaryHeap::new(),
            arrived: 0,
        }
    }

    /// How many have come, kept or not.
    pub(super) fn arrived(&self) -> u64 {
        self.arrived
    }

    pub(super) fn add(&mut self, span: Span) {
        if self.known.contains(&span.identity()) {
            return;
        }
        let arrival = self.arrived;
        self.arrived += 1;
        if self.spans.len() < self.room.first {
            self.push(span, arrival);
        } else if span.is_error() {
            if self.spans.len() < self.room.all {
                self.push(span, arrival);
            }
        } else if self.slow.len() < self.room.slow {
            let duration = Reverse(span.duration_nanos());
            self.slow.push((duration, arrival, self.spans.len()));
            self.push(span, arrival);
        } else {
            self.replace_fastest(span, arrival);
        }
    }

    fn push(&mut self, span: Span, arrival: u64) {
        self.known.insert(span.identity());
        self.spans.push(span);
        self.arrivals.push(arrival);
    }

    fn replace_fastest(&mut self, span: Span, arrival: u64) {
        let duration = span.duration_nanos();
        let Some(mut fastest) = self.slow.peek_mut() else {
            return;
        };
        let (Reverse(least), _, place) = *fastest;
        if duration <= least {
            return;
        }
        *fastest = (Reverse(duration), arrival, place);
        self.known.remove(&self.spans[place].identity());
        self.known.insert(span.identity());
        self.spans[place] = span;
        self.arrivals[place] = arrival;
    }

    /// The spans, as they came; and how many of them are among the first `settled` that came.
    pub(super) fn end(self, settled: u64) -> (Vec<Span>, usize) {
        let before = self.arrivals.iter().filter(|at| **at < settled).count();
        let mut spans: Vec<_> = self.arrivals.into_iter().zip(self.spans).collect();
        spans.sort_unstable_by_key(|(arrival, _)| *arrival);
        (spans.into_iter().map(|(_, span)| span).collect(), before)
    }
}

#[cfg(test)]
mod tests {
    use trace_model::{SpanId, Status};

    use super::*;

    fn span(number: u64, nanos: u64) -> Span {
        let mut span = crate::damage::trace().spans.swap_remove(0);
        span.span_id = SpanId::from_u64(number).unwrap();
        span.end_unix_nanos = span.start_unix_nanos + nanos;
        span
    }

    fn failed(number: u64) -> Span {
        let message = "sold out".into();
        Span {
            status: Status::Error { message },
            ..span(number, 0)
        }
    }

    /// The numbers of those that stay, and how many of them had come before the settling.
    fn kept(spans: impl IntoIterator<Item = Span>, settled: u64) -> (Vec<u64>, usize) {
        let mut kept = Kept::new(Room {
            first: 2,
            slow: 3,
            all: 7,
        });
        spans.into_iter().for_each(|span| kept.add(span));
        let (spans, before) = kept.end(settled);
        let numbers = spans
            .iter()
            .map(|span| u64::from_be_bytes(span.span_id.to_bytes()));
        (numbers.collect(), before)
    }

    #[test]
    fn the_first_ones_stay_and_the_slowest_and_all_that_failed() {
        let nanos = [1, 1, 5, 9, 2, 7, 7, 8, 1];
        let spans = (1..).zip(nanos).map(|(number, nanos)| span(number, nanos));
        let mut spans: Vec<_> = spans.collect();
        assert_eq!(kept(spans.clone(), 4), (vec![1, 2, 4, 6, 8], 3));
        spans.insert(3, failed(10));
        spans.push(failed(11));
        assert_eq!(kept(spans, 4), (vec![1, 2, 10, 4, 6, 8, 11], 3));
    }

    #[test]
    fn not_more_failed_ones_stay_than_there_is_room_for() {
        assert_eq!(kept((1..100).map(failed), 0).0, [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn what_is_repeated_stays_once() {
        let once = [span(1, 1), span(2, 1), span(3, 5), span(4, 6), span(5, 7)];
        let twice = once.iter().chain(&once).cloned();
        assert_eq!(kept(twice.clone(), 0).0, [1, 2, 3, 4, 5]);
        let replaced = twice.chain([span(6, 8), span(6, 8), span(7, 9)]);
        assert_eq!(kept(replaced, 0).0, [1, 2, 5, 6, 7]);
    }
}
