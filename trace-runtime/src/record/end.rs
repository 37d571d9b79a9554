//! Writing the record of a span that ends.

use super::extra::Dropped;
use super::failure::Failure;
use super::late::{self, Late, Part};
use super::list::ERROR_TYPE;
use super::pending::{Outcome, Pending};
use super::slot::Declared;
use super::{exception, failed};
use crate::buffer::header::{self, Ending};
use crate::buffer::local;
use crate::clock;
use crate::context::{Identity, TraceState};
use crate::limits;
use crate::value::text::{self, cut};
use crate::value::words::{self, Words, Written};

/// What the contract of a span says of it when it ends. Asked, and not handed over: most
/// spans need the half of it.
pub(crate) trait Contracted: Copy {
    fn identity(&self) -> &Identity;
    fn parent(&self) -> &Identity;
    fn trace_state(&self) -> &TraceState;
    /// Whether a panic went through it.
    fn is_unwound(&self) -> bool;
}

/// All that is known of a span when it ends, but for what came late.
#[derive(Clone, Copy)]
struct Ended<'a, C> {
    pending: &'a Pending,
    contract: C,
    /// Instead of the callsite's.
    name: Option<&'a str>,
    ticks: u64,
}

/// Names up to this length are copied without a detour; bytes.
const SHORT_NAME: usize = 56;
/// A longer name of an error's type takes the way that counts what it takes; bytes.
const MAX_TYPE: usize = 4096;

/// Writes the record of a span that ends. Never blocks: what finds no room is
/// dropped and counted.
#[inline]
pub(crate) fn end(pending: &Pending, contract: impl Contracted, late: Option<Box<Late>>) {
    let ended = Ended::now(pending, contract, None);
    if late.is_some() || !ended.is_plain() {
        return end_with_rest(ended, late);
    }
    let mut header = ended.header();
    header[0] |= ending(ended.outcome(), None).bits();
    let values = pending.attributes.view().words;
    local::push(&header, contract.trace_state(), [values]);
}

/// Writes the record of a span that was named at run time; see [`end`].
#[inline]
pub(crate) fn end_named(
    pending: &Pending,
    contract: impl Contracted,
    late: Option<Box<Late>>,
    name: &str,
) {
    let ended = Ended::now(pending, contract, Some(name));
    if late.is_some() || name.len() > SHORT_NAME || !ended.is_plain() {
        return end_with_rest(ended, late);
    }
    let mut header = ended.header();
    header[0] |= ending(ended.outcome(), None).bits() | header::NAMED;
    let mut room = [0; 1 + text::padded(SHORT_NAME)];
    let text = text::text(&mut room, name);
    let values = pending.attributes.view().words;
    local::push(&header, contract.trace_state(), [text, values]);
}

/// Writes the record of a span whose function returned an error, if nothing else was
/// recorded at run time: in one go, which makes it a third of the work. Gives the failure
/// back where it cannot, and [`end`] is to be called.
#[inline(never)]
pub(crate) fn end_failed(
    pending: &Pending,
    contract: impl Contracted,
    failure: Failure,
) -> Result<(), Failure> {
    let ended = Ended::now(pending, contract, None);
    let keys = pending.callsite.keys();
    if !ended.is_plain()
        || !exception::fits_limits()
        || limits::events() == 0
        || failure.exception_type().len() > MAX_TYPE
        || keys.contains(&ERROR_TYPE)
    {
        return Err(failure);
    }
    let mut header = ended.header();
    header[0] |= Ending::Error.bits() | header::EXTRA;
    let mut part = local::take_scratch();
    failed::push_part(&mut part, &failure, ended.ticks);
    let values = pending.attributes.view().words;
    local::push(&header, contract.trace_state(), [part.written(), values]);
    local::put_scratch(part);
    failure.give_back();
    Ok(())
}

impl<'a, C: Contracted> Ended<'a, C> {
    #[inline]
    fn now(pending: &'a Pending, contract: C, name: Option<&'a str>) -> Self {
        Ended {
            pending,
            contract,
            name,
            ticks: clock::ticks(),
        }
    }

    /// Whether there is nothing but declared attributes, and the function was left.
    #[inline]
    fn is_plain(&self) -> bool {
        self.pending.attributes.view().spill.is_empty()
            && self.pending.callsite.keys().len() <= limits::attributes()
            && self.outcome() != Outcome::Unfinished
            && !local::is_closed()
    }

    /// Whether a declared attribute has a value.
    fn declares(&self, key: &str) -> bool {
        let Some(at) = self
            .pending
            .callsite
            .keys()
            .iter()
            .position(|have| *have == key)
        else {
            return false;
        };
        let Declared { words, spill } = self.pending.attributes.view();
        let values = [words, spill].into_iter().flat_map(|mut words| {
            std::iter::from_fn(move || {
                let (value, behind) = words::read_value(words)?;
                words = behind;
                Some(matches!(value, Written::Value(_)))
            })
        });
        values.into_iter().nth(at).unwrap_or(false)
    }

    #[inline]
    fn outcome(&self) -> Outcome {
        self.pending.outcome(|| self.contract.is_unwound())
    }

    /// The header, but for the ending, the flags of what follows, and the length.
    #[inline]
    fn header(&self) -> [u64; header::WORDS] {
        let (identity, parent) = (self.contract.identity(), self.contract.parent());
        let mut flags = 0;
        if identity.flags.w3c().is_random() {
            flags |= header::RANDOM;
        }
        if parent.flags.is_remote() {
            flags |= header::REMOTE_PARENT;
        }
        let parent_span = if parent.flags.is_root() {
            0
        } else {
            parent.span_id.to_u64()
        };
        let trace = identity.trace_id.to_u128();
        [
            header::first_word(self.pending.callsite.id(), flags),
            (trace >> 64) as u64,
            trace as u64,
            identity.span_id.to_u64(),
            parent_span,
            identity.start_ticks,
            self.ticks,
        ]
    }
}

/// Writes the record of a span that has more than declared attributes; and of every
/// span, after shutdown.
#[inline(never)]
fn end_with_rest(ended: Ended<'_, impl Contracted>, mut late: Option<Box<Late>>) {
    if local::is_closed() {
        return local::drop_after_shutdown();
    }
    let outcome = ended.outcome();
    if let Some(late) = &mut late
        && outcome == Outcome::Panicked
    {
        late.unwound();
    }
    let keys = ended.pending.callsite.keys();
    let (values, dropped) = limit(ended.pending.attributes.view(), keys.len());
    let mut header = ended.header();
    header[0] |= ending(outcome, late.as_deref()).bits();
    let cancelled = outcome == Outcome::Unfinished;
    if cancelled {
        header[0] |= header::CANCELLED;
    }
    let (mut short, mut long) = ([0; 1 + text::padded(SHORT_NAME)], Words::NONE);
    let name = match (late.as_deref().map_or(&[][..], Late::name), ended.name) {
        ([], None) => &[],
        ([], Some(name)) => {
            let name = cut(name, limits::value_length());
            if name.len() <= SHORT_NAME {
                text::text(&mut short, name)
            } else {
                long.push_text(name);
                long.written()
            }
        }
        (renamed, _) => renamed,
    };
    if !name.is_empty() {
        header[0] |= header::NAMED;
    }
    let state = ended.contract.trace_state();
    if late.is_some() || cancelled || dropped.any() {
        header[0] |= header::EXTRA;
        let has_error_type = || ended.declares(ERROR_TYPE);
        let part = Part::new(late.as_deref(), dropped, keys, has_error_type, cancelled);
        let [head, message, attributes, mark, events, links] = part.pieces();
        let (words, spill) = (values.words, values.spill);
        // Mostly there is one kind of them, and each piece takes its time.
        if message.len() + mark.len() + events.len() + links.len() + spill.len() == 0 {
            local::push(&header, state, [name, head, attributes, words]);
        } else {
            let parts = [
                name, head, message, attributes, mark, events, links, words, spill,
            ];
            local::push(&header, state, parts);
        }
        part.done();
    } else {
        local::push(&header, state, [name, values.words, values.spill]);
    }
    if let Some(late) = late {
        late::give_back(late);
    }
}

/// The status of a span: it panicked, or what the code said. That it was dropped
/// midway says nothing of how it went, and is an attribute.
#[inline]
fn ending(outcome: Outcome, late: Option<&Late>) -> Ending {
    let said = late.map_or(Ending::Unset, Late::status);
    match outcome {
        Outcome::Panicked => Ending::Panicked,
        Outcome::Unfinished | Outcome::Returned => said,
    }
}

/// Applies the limit on attributes to the declared ones.
fn limit(declared: Declared<'_>, keys: usize) -> (Declared<'_>, Dropped) {
    let mut room = limits::attributes();
    let mut dropped = Dropped::NONE;
    // Only what went to the heap may have been refused.
    if keys <= room && declared.spill.is_empty() {
        return (declared, dropped);
    }
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
