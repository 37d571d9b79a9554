//! What is recorded while a span runs, and was not declared.

mod attributes;
mod exception;
mod spare;
mod write;

use super::extra::{self, Dropped};
use super::list::{ERROR_TYPE, Encoded, MAX_BYTES, size};
use crate::buffer::header::Ending;
use crate::context::SpanContext;
use crate::limits;
use crate::value::text::{cut, read_bytes};
use crate::value::words::Words;
use crate::value::{Status, ValueRef};
use attributes::Attributes;
use exception::Exception;

pub(crate) use spare::{give_back, take};
pub(super) use write::Part;

/// What attributes, events and links of one span may take together; words.
const MAX_WORDS: usize = MAX_BYTES / 8;
/// A name and the description of a status are cut to this; bytes.
const MAX_TEXT: usize = 32 * 1024;

/// Attributes, events, links and the rest that came at run time. Made when the
/// first of them arrives; most spans have none.
///
/// All of it is encoded when it comes, as it will lie in the record. Bounded: what
/// exceeds a limit is left out and counted.
#[derive(Debug, Clone)]
pub(crate) struct Late {
    /// The name that replaces the span's: a text, or nothing.
    name: Words,
    status: Ending,
    /// The description of an error: a text, or nothing.
    message: Words,
    exception: Exception,
    attributes: Attributes,
    events: Words,
    event_count: usize,
    links: Words,
    link_count: usize,
    dropped: Dropped,
}

impl Late {
    const NOTHING: Late = Late {
        name: Words::NONE,
        status: Ending::Unset,
        message: Words::NONE,
        exception: Exception::NONE,
        attributes: Attributes::NONE,
        events: Words::NONE,
        event_count: 0,
        links: Words::NONE,
        link_count: 0,
        dropped: Dropped::NONE,
    };

    /// Makes it as new, and keeps its memory: so many words.
    fn reset(&mut self) -> usize {
        let Late {
            name,
            status,
            message,
            exception,
            attributes,
            events,
            event_count,
            links,
            link_count,
            dropped,
        } = self;
        let kept = name.capacity()
            + message.capacity()
            + attributes.capacity()
            + events.capacity()
            + links.capacity();
        for words in [name, message, events, links] {
            words.clear();
        }
        attributes.clear();
        *status = Ending::Unset;
        *exception = Exception::NONE;
        (*event_count, *link_count) = (0, 0);
        *dropped = Dropped::NONE;
        kept
    }

    /// Sets an attribute, for the user; the last of two with the same key stays.
    #[inline]
    pub(crate) fn set_attribute(&mut self, key: &str, value: ValueRef<'_>) {
        if key == ERROR_TYPE {
            self.exception.error_type_is_users();
        }
        self.put(key, value);
    }

    /// Sets attributes that are encoded already.
    #[inline]
    pub(crate) fn set_attributes(&mut self, list: &Encoded) {
        if list.has_error_type() {
            self.exception.error_type_is_users();
        }
        let most = self.most_words();
        let refused = self.attributes.put_all(list.words(), list.count(), most);
        self.dropped.attributes = self
            .dropped
            .attributes
            .saturating_add(refused)
            .saturating_add(list.dropped());
    }

    #[inline]
    fn put(&mut self, key: &str, value: ValueRef<'_>) {
        let words = 3 + (key.len() + size(&value)) / 8;
        let refused = self.attributes.put(key, value, words, self.most_words());
        self.dropped.attributes = self.dropped.attributes.saturating_add(refused);
    }

    /// Adds an event that happened at `ticks`.
    #[inline]
    pub(crate) fn add_event(&mut self, name: &str, ticks: u64, list: &Encoded) {
        let name = cut(name, limits::value_length().min(MAX_TEXT));
        let words = 4 + name.len() / 8 + list.words().len();
        if self.event_count >= limits::events() || words > self.room() {
            return bump(&mut self.dropped.events);
        }
        self.event_count += 1;
        extra::push_event(&mut self.events, name, ticks, list);
    }

    /// Adds a link to another span.
    pub(crate) fn add_link(&mut self, to: &SpanContext, list: &Encoded) {
        let words = 8 + to.trace_state().as_str().len() / 8 + list.words().len();
        if self.link_count >= limits::links() || words > self.room() {
            return bump(&mut self.dropped.links);
        }
        self.link_count += 1;
        extra::push_link(&mut self.links, to, list);
    }

    /// Replaces the name of the span.
    pub(crate) fn set_name(&mut self, name: &str) {
        set_text(&mut self.name, name);
    }

    /// Replaces the status.
    pub(crate) fn set_status(&mut self, status: &Status) {
        match status {
            Status::Unset => self.set_ending(Ending::Unset, ""),
            Status::Ok => self.set_ending(Ending::Ok, ""),
            Status::Error(message) => self.set_ending(Ending::Error, message),
        }
    }

    fn set_ending(&mut self, status: Ending, message: &str) {
        self.status = status;
        self.message.clear();
        if !message.is_empty() {
            set_text(&mut self.message, message);
        }
    }

    pub(super) fn status(&self) -> Ending {
        self.status
    }

    /// The name that was set: a text, or nothing.
    pub(super) fn name(&self) -> &[u64] {
        self.name.written()
    }

    /// Words that attributes may take beside events and links.
    #[inline]
    fn most_words(&self) -> usize {
        MAX_WORDS.saturating_sub(self.events.len() + self.links.len())
    }

    /// Words that are left for attributes, events and links.
    #[inline]
    fn room(&self) -> usize {
        let most = self.most_words();
        most.saturating_sub(self.attributes.words().len())
    }
}

fn set_text(to: &mut Words, text: &str) {
    to.clear();
    to.push_text(cut(text, limits::value_length().min(MAX_TEXT)));
}

/// The bytes of a text that was set; none if there is none.
fn text(words: &Words) -> &[u8] {
    read_bytes(words.written()).map_or(&[], |(text, _)| text)
}

fn bump(counter: &mut u32) {
    *counter = counter.saturating_add(1);
}
