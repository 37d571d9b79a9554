//! What a record has of an error where it has nothing else that came late.

use super::exception;
use super::extra;
use super::failure::Failure;
use super::list;
use crate::limits;
use crate::value::text::{cut, text_words};
use crate::value::words::{Words, put_text_value, text_value_words};

const ERROR_TYPE: [u64; 3] = text_words(list::ERROR_TYPE);

/// Appends the whole part of a record that [`extra`] describes, for a span that has an
/// error and nothing else; the event must [fit](exception::fits_limits).
#[inline]
pub(super) fn push_part(to: &mut Words, failure: &Failure, ticks: u64) {
    let limit = limits::value_length();
    let error_type = cut(failure.error_type(), limit);
    let exception_type = cut(failure.exception_type(), limit);
    let message = failure.message().map(|text| cut(text, limit));
    let attributes = ERROR_TYPE.len() + text_value_words(error_type);
    let event = exception::event_words(exception_type, message);
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
        exception::put_event(of_event, exception_type, message, ticks);
    }
}
