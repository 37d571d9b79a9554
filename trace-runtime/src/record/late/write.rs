//! What came late, as a part of the record.

use super::Late;
use crate::buffer::local;
use crate::counters;
use crate::record::extra::{self, Dropped};
use crate::record::list::ERROR_TYPE;
use crate::record::pairs;
use crate::value::text::text_words;
use crate::value::words::{Words, bool_word};

/// The attribute of a span that was dropped before its end.
const CANCELLED_KEY: &str = "cancelled";
const CANCELLED: [u64; extra::MARK] = {
    let [length, first, second] = text_words(CANCELLED_KEY);
    [length, first, second, bool_word(true)]
};

/// The part of a record that [`extra`] describes, in pieces that lie in several places.
pub(in crate::record) struct Part<'a> {
    head: [u64; extra::HEAD],
    message: &'a [u64],
    attributes: Shown<'a>,
    cancelled: &'a [u64],
    events: &'a [u64],
    links: &'a [u64],
}

enum Shown<'a> {
    All(&'a [u64]),
    /// Without `error.type`.
    Some(Words),
}

impl<'a> Part<'a> {
    /// The part of a span of whose declared values `dropped` were left out; `declared` are
    /// the keys of its callsite, and `has_error_type` tells whether one of the values is an
    /// `error.type` of the user's.
    #[inline]
    pub(in crate::record) fn new(
        late: Option<&'a Late>,
        mut dropped: Dropped,
        declared: &[&str],
        has_error_type: impl FnOnce() -> bool,
        is_cancelled: bool,
    ) -> Self {
        const NOTHING: &Late = &Late::NOTHING;
        let late = late.unwrap_or(NOTHING);
        dropped.add(late.dropped);
        if dropped.any() {
            counters::limited(dropped.attributes, dropped.events, dropped.links);
        }
        let mut part = Part {
            head: [0; extra::HEAD],
            message: late.message.written(),
            attributes: Shown::All(late.attributes.words()),
            cancelled: &[],
            events: late.events.written(),
            links: late.links.written(),
        };
        if late.has_own_error_type() && has_error_type() {
            part.attributes = Shown::Some(without_error_type(late.attributes.words()));
        }
        // Beyond the limit, which is there to bound what the user records.
        if is_cancelled
            && !declared.contains(&CANCELLED_KEY)
            && !late.attributes.contains(CANCELLED_KEY)
        {
            part.cancelled = &CANCELLED;
        }
        part.fill_head(dropped);
        part
    }

    #[inline]
    fn fill_head(&mut self, dropped: Dropped) {
        let attributes = self.attributes.words().len() + self.cancelled.len();
        let words =
            extra::HEAD + self.message.len() + attributes + self.events.len() + self.links.len();
        let mut flags = 0;
        if !self.message.is_empty() {
            flags |= extra::MESSAGE;
        }
        if !self.cancelled.is_empty() {
            flags |= extra::MARKED;
        }
        self.head = [
            words as u64 | flags,
            attributes as u64 | (self.events.len() as u64) << 32,
            u64::from(dropped.attributes) | u64::from(dropped.events) << 32,
            u64::from(dropped.links),
        ];
    }

    /// The pieces, in their order.
    #[inline]
    pub(in crate::record) fn pieces(&self) -> [&[u64]; 6] {
        [
            &self.head,
            self.message,
            self.attributes.words(),
            self.cancelled,
            self.events,
            self.links,
        ]
    }

    /// Gives back what was borrowed from the thread.
    #[inline]
    pub(in crate::record) fn done(self) {
        if let Shown::Some(words) = self.attributes {
            local::put_scratch(words);
        }
    }
}

impl Shown<'_> {
    #[inline]
    fn words(&self) -> &[u64] {
        match self {
            Shown::All(words) => words,
            Shown::Some(words) => words.written(),
        }
    }
}

#[cold]
fn without_error_type(attributes: &[u64]) -> Words {
    let mut words = local::take_scratch();
    for (key, pair) in pairs::split(attributes) {
        if key != ERROR_TYPE.as_bytes() {
            words.extend(attributes.get(pair).unwrap_or_default());
        }
    }
    words
}
