//! The event `exception` of OpenTelemetry's conventions, in words.

use crate::limits;
use crate::value::text::{cut, text_words};
use crate::value::words::{Words, put_text_value, skip_value, text_value, text_value_words};

const EVENT: [u64; 3] = text_words("exception");
const TYPE: [u64; 3] = text_words("exception.type");
const MESSAGE: [u64; 4] = text_words("exception.message");
/// A limit on the length of values below this is one on that of the event's name as well.
const LEAST_LENGTH: usize = "exception".len();

/// Whether the limits leave room for the event as it should be.
#[inline]
pub(super) fn fits_limits() -> bool {
    limits::value_length() >= LEAST_LENGTH && limits::attributes() >= 2
}

/// Appends the event, which must [fit](fits_limits).
#[inline]
pub(super) fn push_event(to: &mut Words, exception_type: &str, message: Option<&str>, ticks: u64) {
    let limit = limits::value_length();
    let (exception_type, message) = (
        cut(exception_type, limit),
        message.map(|text| cut(text, limit)),
    );
    let words = event_words(exception_type, message);
    put_event(to.claim(words), exception_type, message, ticks);
}

/// What the event takes.
#[inline]
pub(super) fn event_words(exception_type: &str, message: Option<&str>) -> usize {
    let of_message = message.map_or(0, |text| MESSAGE.len() + text_value_words(text));
    EVENT_HEAD + text_value_words(exception_type) + of_message
}

/// Words before the first value: their number, the time, the name, and the first key.
const EVENT_HEAD: usize = 2 + EVENT.len() + TYPE.len();

/// Puts the event into `to`, which has as many words as it takes.
#[inline]
pub(super) fn put_event(to: &mut [u64], exception_type: &str, message: Option<&str>, ticks: u64) {
    let words = to.len() as u64;
    if let Some((head, room)) = to.split_first_chunk_mut::<EVENT_HEAD>()
        && let Some((of_type, of_message)) =
            room.split_at_mut_checked(text_value_words(exception_type))
    {
        let ([name @ .., last], [length, first, second]) = (TYPE, EVENT);
        *head = [words, ticks, length, first, second, name[0], name[1], last];
        put_text_value(of_type, exception_type);
        if let Some(message) = message
            && let Some((key, value)) = of_message.split_first_chunk_mut()
        {
            *key = MESSAGE;
            put_text_value(value, message);
        }
    }
}

/// The message in an event that [`push_event`] wrote, in UTF-8.
pub(super) fn message(event: &[u64]) -> Option<&[u8]> {
    let (_, of_type) = event.split_at_checked(EVENT_HEAD)?;
    let of_message = skip_value(of_type)?.get(MESSAGE.len()..)?;
    text_value(of_message)
}
