//! The first words of every record.
//!
//! ```text
//! 0   callsite (32 bits) | length in words (20) | status (3) | flags (7)
//! 1   trace id, high half  ⎫ left out in a chunk if the record before it there
//! 2   trace id, low half   ⎭ is of the same trace; put back by the collector
//! 3   span id
//! 4   parent span id, 0 for a root span
//! 5   start, ticks
//! 6   end, ticks
//! …   `tracestate` (text), if flagged; in a chunk it stands behind the trace id, and is
//!     left out with it if it is that of the record before
//! …   name (text), extra (see `extra.rs`), values of declared attributes
//! ```

/// Words of the header with the trace id.
pub(crate) const WORDS: usize = 7;

/// A record may be this long; words. 1 MiB and a little for name and header.
pub(crate) const MAX_WORDS: usize = 140_000;

const LENGTH_SHIFT: u32 = 32;
const LENGTH_MASK: u64 = 0xf_ffff;
const STATUS_SHIFT: u32 = 52;

const _: () = assert!(MAX_WORDS as u64 <= LENGTH_MASK);

/// The trace id is that of the record before.
const SAME_TRACE: u64 = 1 << 55;
/// The W3C random flag of the trace.
pub(crate) const RANDOM: u64 = 1 << 56;
/// The parent is in another process.
pub(crate) const REMOTE_PARENT: u64 = 1 << 57;
/// The record brings its own name.
pub(crate) const NAMED: u64 = 1 << 58;
/// Something was recorded at run time.
pub(crate) const EXTRA: u64 = 1 << 59;
/// The span was dropped before its end.
pub(crate) const CANCELLED: u64 = 1 << 60;
/// The trace has a `tracestate`, which the record brings; in a chunk, only where it brings
/// the trace id.
pub(crate) const TRACE_STATE: u64 = 1 << 61;

/// The status of a span, in the order of their numbers in the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum Ending {
    #[default]
    Unset = 0,
    Ok = 1,
    Error = 2,
    Panicked = 3,
}

impl Ending {
    #[inline]
    pub(crate) fn bits(self) -> u64 {
        (self as u64) << STATUS_SHIFT
    }
}

/// The first word, but for the ending and the length.
#[inline]
pub(crate) fn first_word(callsite: u32, flags: u64) -> u64 {
    u64::from(callsite) | flags
}

pub(crate) fn callsite(first: u64) -> u32 {
    first as u32
}

pub(crate) fn ending(first: u64) -> Ending {
    match first >> STATUS_SHIFT & 7 {
        1 => Ending::Ok,
        2 => Ending::Error,
        3 => Ending::Panicked,
        _ => Ending::Unset,
    }
}

/// The length of a record, in words.
#[inline]
pub(crate) fn length(first: u64) -> usize {
    (first >> LENGTH_SHIFT & LENGTH_MASK) as usize
}

/// `first` of a record of `words` words that brings its trace id.
#[inline]
pub(crate) fn with_length(first: u64, words: usize) -> u64 {
    first & !(LENGTH_MASK << LENGTH_SHIFT | SAME_TRACE) | (words as u64) << LENGTH_SHIFT
}

/// `first` of a record of `words` words that leaves its trace id out.
#[inline]
pub(crate) fn with_length_same_trace(first: u64, words: usize) -> u64 {
    with_length(first, words) | SAME_TRACE
}

#[inline]
pub(crate) fn is_same_trace(first: u64) -> bool {
    first & SAME_TRACE != 0
}
