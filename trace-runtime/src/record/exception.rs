//! What the conventions of OpenTelemetry make of an error, in words: the event
//! `exception`, the attribute `error.type`, and the description of the status.

use super::extra;
use super::failure::Failure;
use crate::limits;
use crate::value::text::{cut, text_words};
use crate::value::words::{Words, put_text_value, skip_value, text_value, text_value_words};

const EVENT: [u64; 3] = text_words("exception");
const TYPE: [u64; 3] = text_words("exception.type");
const MESSAGE: [u64; 4] = text_words("exception.message");
const ERROR_TYPE: [u64; 3] = text_words(super::list::ERROR_TYPE);
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

/// Appends the whole part of a record that [`extra`] describes, for a span that has an
/// error and nothing else; the event must [fit](fits_limits).
#[inline]
pub(super) fn push_part(to: &mut Words, failure: &Failure, ticks: u64) {
    let limit = limits::value_length();
    let error_type = cut(failure.error_type(), limit);
    let exception_type = cut(failure.exception_type(), limit);
    let message = failure.message().map(|text| cut(text, limit));
    let attributes = ERROR_TYPE.len() + text_value_words(error_type);
    let event = event_words(exception_type, message);
    let words = extra::HEAD + attributes + event;
    let room = to.claim(words);
    if let Some((head, room)) = room.split_first_chunk_mut::<{ extra::HEAD }>()
        && let Some((of_attributes, of_event)) = room.split_at_mut_checked(attributes)
        && let Some((key, value)) = of_attributes.split_first_chunk_mut()
    {
        *head = [
            words as u64 | extra::FAILED,
            attributes as u64 | (event as u64) << 32,
            0,
            0,
        ];
        *key = ERROR_TYPE;
        put_text_value(value, error_type);
        put_event(of_event, exception_type, message, ticks);
    }
}

#[inline]
fn event_words(exception_type: &str, message: Option<&str>) -> usize {
    let of_message = message.map_or(0, |text| MESSAGE.len() + text_value_words(text));
    EVENT_HEAD + text_value_words(exception_type) + of_message
}

/// Words before the first value: their number, the time, the name, and the first key.
const EVENT_HEAD: usize = 2 + EVENT.len() + TYPE.len();

#[inline]
fn put_event(to: &mut [u64], exception_type: &str, message: Option<&str>, ticks: u64) {
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
