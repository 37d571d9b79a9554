//! The record of a finished span: written once, when the span ends.
//!
//! The guard of a running span holds what its record needs: [`Pending`] with the
//! values of declared attributes, copied when the span starts, and [`Late`] for
//! what came later. [`end`] puts them behind a header and copies
//! them into this thread's buffer. Exporters read them there as [`SpanRecord`].

mod attribute;
mod attributes;
mod into_attributes;
mod list;
mod slot;

mod exception;
mod extra;
mod failed;
mod failure;
mod late;
mod text;

mod keys;
mod pairs;
mod settle;

mod end;
mod pending;

mod finished;
mod items;
mod read;

use crate::buffer::local;

pub use attribute::Attribute;
pub use attributes::Attributes;
pub use into_attributes::IntoAttributes;
pub use list::AttributeList;
pub use slot::{Recorded, Slot};

pub use failure::Failure;

pub use finished::{FinishedEvent, FinishedLink, FinishedSpan};
pub use items::{SpanEvent, SpanLink};
pub use read::{DeclaredValues, SpanRecord, SpanStatus};

pub(crate) use end::{Contracted, end, end_failed, end_named};
pub(crate) use into_attributes::encode;
pub(crate) use keys::Keys;
pub(crate) use late::{Late, take as take_late};
pub(crate) use list::Encoded;
pub(crate) use pending::{Outcome, Pending};
pub(crate) use settle::settle;

/// Counts a span that starts. To be called once for each [`end`].
#[inline]
pub(crate) fn started() {
    local::started();
}
