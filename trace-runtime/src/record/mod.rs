//! The record of a finished span: written once, when the span ends.
//!
//! The guard of a running span holds what its record needs: [`Pending`] with the
//! values of declared attributes, copied when the span starts, and [`Late`] for
//! what came later. [`end`] puts them behind a header and copies
//! them into this thread's buffer. Exporters read them there as [`SpanRecord`].

mod attribute;
mod attributes;
mod slot;

mod extra;
mod failure;
mod late;

mod end;
mod pending;

mod finished;
mod items;
mod read;

use crate::buffer::local;
use crate::value::Value;
use crate::value::words::{Written, read_value};
use slot::{AttributeBuffer, Declared};

pub use attribute::Attribute;
pub use attributes::Attributes;
pub use slot::{Recorded, Slot};

pub use failure::Failure;

pub use finished::{FinishedEvent, FinishedLink, FinishedSpan};
pub use items::{SpanEvent, SpanLink};
pub use read::{DeclaredValues, SpanRecord, SpanStatus};

pub(crate) use end::{Contracted, end, end_named};
pub(crate) use late::Late;
pub(crate) use pending::{Outcome, Pending};

/// Counts a span that starts. To be called once for each [`end`].
#[inline]
pub(crate) fn started() {
    local::started();
}

/// What an attribute would record, as a value that may be kept; `None` if it
/// records nothing.
pub(crate) fn owned(value: &(impl Attribute + ?Sized)) -> Option<Value> {
    let mut buffer = AttributeBuffer::<[u64; 16]>::new();
    buffer.attributes().value(value);
    let buffer: &AttributeBuffer = &buffer;
    let Declared { words, spill } = buffer.view();
    let words = if spill.is_empty() { words } else { spill };
    match read_value(words)? {
        (Written::Value(value), _) => Some(value.to_value()),
        (Written::None | Written::Dropped, _) => None,
    }
}
