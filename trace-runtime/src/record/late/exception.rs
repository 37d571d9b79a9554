//! Errors and panics: the event of OpenTelemetry's conventions, the attribute
//! `error.type`, and the status.

use std::borrow::Cow;

use super::{Late, bump, text};
use crate::buffer::header::Ending;
use crate::clock;
use crate::limits;
use crate::record::exception;
use crate::record::list::ERROR_TYPE;
use crate::value::text::cut;
use crate::value::words::Words;
use crate::value::{Key, ValueRef};

/// Whose the attribute `error.type` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ErrorType {
    Unset,
    /// The user has set it, and it stays.
    Users,
    OfError,
}

/// What a span knows of its errors.
#[derive(Debug, Clone)]
pub(super) struct Exception {
    /// The type of the one recorded last.
    last: Option<Key>,
    error_type: ErrorType,
    /// The text of a panic that may yet be caught.
    panic: Option<String>,
}

impl Exception {
    pub(super) const NONE: Exception = Exception {
        last: None,
        error_type: ErrorType::Unset,
        panic: None,
    };

    #[cold]
    pub(super) fn error_type_is_users(&mut self) {
        self.error_type = ErrorType::Users;
    }
}

impl Late {
    /// Records an error at `ticks`. One that is recorded and then returned as well is one
    /// event, and keeps its text.
    ///
    /// An `error.type` that the user has set stays.
    pub(crate) fn exception(
        &mut self,
        exception_type: Cow<'static, str>,
        error_type: Option<&'static str>,
        message: Option<&str>,
        ticks: u64,
    ) {
        if self.exception.last.as_ref() == Some(&exception_type)
            && message.is_none_or(|message| message.as_bytes() == text(&self.message))
        {
            return;
        }
        self.set_error_type(error_type.unwrap_or(&exception_type));
        self.exception_event(&exception_type, message, ticks);
        self.set_ending(Ending::Error, message.unwrap_or_default());
        self.exception.last = Some(exception_type);
    }

    /// Records a panic that happened in this span. Only if it is not caught, see
    /// [`unwound`](Self::unwound), does it say something of the span as a whole.
    pub(crate) fn panicked(&mut self, message: String) {
        self.exception_event("panic", Some(&message), clock::ticks());
        self.exception.panic = Some(message);
    }

    /// A panic went through the span.
    pub(in crate::record) fn unwound(&mut self) {
        if let Some(message) = self.exception.panic.take() {
            self.set_error_type("panic");
            self.set_ending(Ending::Error, &message);
        }
    }

    /// Whether `error.type` was set for an error. It goes where the user declares one.
    pub(super) fn has_own_error_type(&self) -> bool {
        self.exception.error_type == ErrorType::OfError
    }

    fn set_error_type(&mut self, error_type: &str) {
        if self.exception.error_type != ErrorType::Users {
            self.put(ERROR_TYPE, ValueRef::Str(error_type));
            self.exception.error_type = ErrorType::OfError;
        }
    }

    fn exception_event(&mut self, exception_type: &str, message: Option<&str>, ticks: u64) {
        let limit = limits::value_length();
        let length = exception_type.len() + message.map_or(0, str::len).min(limit);
        if self.event_count >= limits::events() || 20 + length / 8 > self.room() {
            return bump(&mut self.dropped.events);
        }
        self.event_count += 1;
        let to = &mut self.events;
        match exception::fits_limits() {
            true => exception::push_event(to, exception_type, message, ticks),
            false => push_within_limits(to, exception_type, message, ticks),
        }
    }
}

/// The event where a limit is very small.
#[cold]
fn push_within_limits(to: &mut Words, exception_type: &str, message: Option<&str>, ticks: u64) {
    let limit = limits::value_length();
    let start = to.len();
    to.extend(&[0, ticks]);
    to.push_text(cut("exception", limit));
    let pairs = [
        Some(("exception.type", exception_type)),
        message.map(|message| ("exception.message", message)),
    ];
    let most = limits::attributes();
    let given = pairs.iter().flatten().count();
    for (key, value) in pairs.into_iter().flatten().take(most) {
        to.push_pair(key, ValueRef::Str(value), limit);
    }
    let words = (to.len() - start) as u64;
    if let Some(first) = to.written_mut().get_mut(start) {
        *first = words | (given.saturating_sub(most) as u64) << 32;
    }
}
