//! The record of a finished span: written once, when the span ends.
//!
//! The guard of a running span holds what its record needs: [`AttributeBuffer`]
//! for the values of declared attributes, copied when the span starts, and
//! [`Late`] for what came later. [`end`] puts them behind a header and copies
//! them into this thread's buffer. Exporters read them there as [`SpanRecord`].

mod extra;
mod finished;
pub(crate) mod header;
mod items;
mod late;
mod read;
mod slot;
pub(crate) mod words;

use crate::buffer::local;
use crate::callsite::Callsite;
use crate::contract::Identity;
use crate::limits;
use crate::propagation::TraceState;
use crate::value::{Attribute, Value};

use header::Ending;
use late::Dropped;
use words::Written;

pub use finished::{FinishedEvent, FinishedLink, FinishedSpan};
pub use items::{SpanEvent, SpanLink};
pub use read::{Pairs, SpanRecord, SpanStatus};
pub use slot::{Attributes, Recorded, Slot};

pub(crate) use late::Late;
pub(crate) use slot::{AttributeBuffer, Declared};

/// Counts a span that starts. To be called once for each [`end`].
#[inline]
pub(crate) fn started() {
    local::started();
}

/// How the function of a span was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Outcome {
    /// Not at all: its future was dropped.
    Unfinished,
    /// By returning.
    Returned,
    /// By a panic.
    Panicked,
}

/// All that is known of a span when it ends.
pub(crate) struct Ended<'a> {
    pub(crate) callsite: &'static Callsite,
    /// Instead of the callsite's.
    pub(crate) name: Option<&'a str>,
    pub(crate) identity: &'a Identity,
    pub(crate) parent: &'a Identity,
    pub(crate) trace_state: &'a TraceState,
    pub(crate) end_ticks: u64,
    pub(crate) outcome: Outcome,
    pub(crate) attributes: Declared<'a>,
    pub(crate) late: Option<Box<Late>>,
}

/// Names up to this length are copied without a detour; bytes.
const SHORT_NAME: usize = 56;

/// Writes the record of a span that ends. Never blocks: what finds no room is
/// dropped and counted.
///
/// One function for all spans, so that the code of each `#[traced]` function
/// stays small.
#[inline(never)]
pub(crate) fn end(ended: Ended<'_>) {
    // Left early, so that the compiler sees below that there is nothing to drop.
    if !ended.is_plain() {
        return end_with_rest(&ended);
    }
    let mut header = ended.header();
    header[0] |= ending(ended.outcome, None).bits();
    match ended.name {
        None => local::push(&header, [ended.attributes.words]),
        Some(name) => {
            header[0] |= header::NAMED;
            let mut text = [0; 1 + words::padded(SHORT_NAME)];
            let text = words::text(&mut text, name);
            local::push(&header, [text, ended.attributes.words]);
        }
    }
}

impl Ended<'_> {
    /// Whether there is nothing but declared attributes, and a short name.
    #[inline]
    fn is_plain(&self) -> bool {
        self.late.is_none()
            && self.trace_state.is_empty()
            && self.attributes.spill.is_empty()
            && self.name.is_none_or(|name| name.len() <= SHORT_NAME)
            && self.callsite.keys().len() <= limits::attributes()
            && !local::is_closed()
    }

    /// The header, but for the ending, the flags of what follows, and the length.
    #[inline]
    fn header(&self) -> [u64; header::WORDS] {
        let mut flags = 0;
        if self.identity.flags.w3c().is_random() {
            flags |= header::RANDOM;
        }
        if self.parent.flags.is_remote() {
            flags |= header::REMOTE_PARENT;
        }
        let parent_span = if self.parent.flags.is_root() {
            0
        } else {
            self.parent.span_id.to_u64()
        };
        let trace = self.identity.trace_id.to_u128();
        [
            header::first_word(self.callsite.id(), flags),
            (trace >> 64) as u64,
            trace as u64,
            self.identity.span_id.to_u64(),
            parent_span,
            self.identity.start_ticks,
            self.end_ticks,
        ]
    }
}

/// As [`end`], for a span with more than that, and for all after shutdown.
#[cold]
#[inline(never)]
fn end_with_rest(ended: &Ended<'_>) {
    if local::is_closed() {
        return local::drop_after_shutdown();
    }
    let late = ended.late.as_deref();
    let mut header = ended.header();
    header[0] |= ending(ended.outcome, late).bits();
    let (declared, dropped) = limit(ended.attributes);
    let mut scratch = local::take_scratch();
    let renamed = late.and_then(|late| late.name.as_deref());
    if let Some(name) = renamed.or(ended.name) {
        header[0] |= header::NAMED;
        words::push_text(&mut scratch, words::cut(name, limits::value_length()));
    }
    let trace_state = ended.trace_state.as_str();
    if late.is_some() || dropped.any() || !trace_state.is_empty() {
        header[0] |= header::EXTRA;
        extra::push(
            &mut scratch,
            late,
            trace_state,
            ended.callsite.keys(),
            dropped,
        );
    }
    local::push(&header, [&scratch, declared.words, declared.spill]);
    local::put_scratch(scratch);
}

/// What is known of the end of a span, most telling first: it panicked; the
/// code said how it went; it was dropped midway.
#[inline]
fn ending(outcome: Outcome, late: Option<&Late>) -> Ending {
    let said = late.map_or(Ending::Unset, Late::ending);
    match outcome {
        Outcome::Panicked => Ending::Panicked,
        Outcome::Unfinished if said != Ending::Error => Ending::Cancelled,
        Outcome::Unfinished | Outcome::Returned => said,
    }
}

/// Applies the limit on attributes to the declared ones.
fn limit(declared: Declared<'_>) -> (Declared<'_>, Dropped) {
    let mut room = limits::attributes();
    let mut dropped = Dropped::default();
    let mut keep = |words| keep(words, &mut room, &mut dropped);
    let declared = Declared {
        words: keep(declared.words),
        spill: keep(declared.spill),
    };
    (declared, dropped)
}

/// The beginning of `words` with as many values as there is `room` for.
fn keep<'a>(words: &'a [u64], room: &mut usize, dropped: &mut Dropped) -> &'a [u64] {
    let mut rest = words;
    let mut end = 0;
    while let Some((value, behind)) = words::read_value(rest) {
        let kept = *room > 0;
        match value {
            Written::Value(_) if kept => *room -= 1,
            Written::Value(_) | Written::Dropped => dropped.attributes += 1,
            Written::None => {}
        }
        if kept {
            end = words.len() - behind.len();
        }
        rest = behind;
    }
    &words[..end]
}

/// What an attribute would record, as a value that may be kept; `None` if it
/// records nothing.
pub(crate) fn owned(value: &(impl Attribute + ?Sized)) -> Option<Value> {
    let mut buffer = AttributeBuffer::<16>::new();
    buffer.attributes().value(value);
    let Declared { words, spill } = buffer.view();
    let words = if spill.is_empty() { words } else { spill };
    match words::read_value(words)? {
        (Written::Value(value), _) => Some(value.to_value()),
        (Written::None | Written::Dropped, _) => None,
    }
}
