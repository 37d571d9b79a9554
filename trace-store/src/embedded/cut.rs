//! A trace that is longer than one may be.

use trace_model::otlp::Signal;
use trace_model::{Once, Span, Trace};

use super::block::{LeftOut, Part};

/// Of ten spans that are kept, so many are the first ones; the others are the failed ones and
/// the slowest ones of the rest.
const FIRST: usize = 8;

/// How much of a trace there is room for: so many spans, so many lines, so many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) spans: usize,
    pub(super) lines: usize,
    pub(super) bytes: usize,
}

/// How many bytes the message of each span and of each line has.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    spans: Vec<usize>,
    lines: Vec<usize>,
}

impl Sizes {
    pub(super) fn of(parts: &[Part<'_>]) -> Self {
        let mut sizes = Sizes::default();
        for part in parts {
            let of_signal = match part.signal {
                Signal::Traces => &mut sizes.spans,
                Signal::Logs => &mut sizes.lines,
            };
            of_signal.push(part.message.len());
        }
        sizes
    }

    /// Messages that have room in any case.
    pub(super) fn none(trace: &Trace) -> Self {
        Sizes {
            spans: vec![0; trace.spans.len()],
            lines: vec![0; trace.logs.len()],
        }
    }
}

/// Which messages of a trace are kept: those that there is room for.
#[derive(Debug)]
pub(super) struct Kept {
    spans: Vec<bool>,
    lines: Vec<bool>,
}

impl Kept {
    /// Lines may fill half of the room, so that a span always finds some.
    pub(super) fn choose(room: Room, trace: &Trace, sizes: &Sizes) -> Self {
        let spans = kept_spans(&trace.spans, &sizes.spans, room);
        let of_spans = sizes.spans.iter().zip(&spans);
        let of_spans: usize = of_spans
            .filter(|(_, kept)| **kept)
            .map(|(bytes, _)| bytes)
            .sum();
        let mut room = Messages {
            count: room.lines,
            bytes: (room.bytes / 2).saturating_sub(of_spans),
        };
        let lines = sizes.lines.iter().map(|bytes| room.take(*bytes));
        Kept {
            spans,
            lines: lines.collect(),
        }
    }

    /// What comes for the first time, whatever room there is.
    pub(super) fn once(once: Once) -> Self {
        Kept {
            spans: once.spans,
            lines: once.lines,
        }
    }

    /// Takes the others out. Tells how many.
    pub(super) fn cut(&self, trace: &mut Trace) -> LeftOut {
        retain(&mut trace.spans, &self.spans);
        retain(&mut trace.logs, &self.lines);
        let left_out = |kept: &[bool]| kept.iter().filter(|kept| !**kept).count() as u64;
        LeftOut {
            spans: left_out(&self.spans),
            lines: left_out(&self.lines),
        }
    }

    /// Takes out of the messages that the trace was decoded from what [`cut`](Self::cut) takes
    /// out of the trace.
    pub(super) fn cut_parts(&self, parts: &mut Vec<Part<'_>>) {
        let (mut spans, mut lines) = (self.spans.iter(), self.lines.iter());
        parts.retain(|part| {
            let kept = match part.signal {
                Signal::Traces => spans.next(),
                Signal::Logs => lines.next(),
            };
            kept.copied().unwrap_or_default()
        });
    }
}

/// Which spans are kept, by the bytes of each.
fn kept_spans(spans: &[Span], bytes: &[usize], room: Room) -> Vec<bool> {
    if spans.len() <= room.spans && bytes.iter().sum::<usize>() <= room.bytes {
        return vec![true; spans.len()];
    }
    let mut kept = vec![false; spans.len()];
    let mut first = Messages {
        count: room.spans / 10 * FIRST,
        bytes: room.bytes / 10 * FIRST,
    };
    let mut all = Messages {
        count: room.spans,
        bytes: room.bytes,
    };
    let mut rest = 0;
    while rest < spans.len() && first.take(bytes[rest]) {
        kept[rest] = all.take(bytes[rest]);
        rest += 1;
    }
    let mut rest: Vec<usize> = (rest..spans.len()).collect();
    let key = |at: &usize| (spans[*at].is_error(), spans[*at].duration_nanos());
    // The failed and slow ones first; of equals, the one that came first.
    rest.sort_by_key(|at| std::cmp::Reverse(key(at)));
    for at in rest {
        kept[at] = all.take(bytes[at]);
    }
    kept
}

/// Room for so many messages, and so many bytes of them.
struct Messages {
    count: usize,
    bytes: usize,
}

impl Messages {
    /// Takes a message of so many bytes in, if there is room for it.
    fn take(&mut self, bytes: usize) -> bool {
        let fits = self.count > 0 && bytes <= self.bytes;
        if fits {
            self.count -= 1;
            self.bytes -= bytes;
        }
        fits
    }
}

fn retain<T>(items: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    items.retain(|_| kept.next().copied().unwrap_or_default());
}
