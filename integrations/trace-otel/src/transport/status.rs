//! What stands in the answers: two small protobuf messages, read by hand.
//!
//! Whatever a receiver sends here, reading it ends in a value: what is malformed
//! is `None`, and a text is cut to what a log line can take.

use bytes::Buf;

/// How much of a receiver's message is kept, in bytes.
const LONGEST_MESSAGE: usize = 500;

/// How many spans or log records were rejected, and the message: the responses
/// of all signals have the same fields.
pub(super) fn partial_success(response: &[u8]) -> Option<(u64, String)> {
    let mut rejected = 0;
    let mut message = String::new();
    for field in Fields(response) {
        let (1, Field::Bytes(partial)) = field? else {
            continue;
        };
        for field in Fields(partial) {
            match field? {
                // An int64: a negative number counts nothing.
                (1, Field::Number(number)) => {
                    rejected = u64::try_from(number.cast_signed()).ok()?;
                }
                (2, Field::Bytes(text)) => message = shown(text),
                _ => {}
            }
        }
    }
    Some((rejected, message))
}

/// The message of a `google.rpc.Status`, the body of an answer that says no.
pub(super) fn status_message(body: &[u8]) -> Option<String> {
    let mut message = None;
    for field in Fields(body) {
        if let (2, Field::Bytes(text)) = field? {
            message = Some(shown(text));
        }
    }
    message.filter(|message| !message.is_empty())
}

/// The delay of the `google.rpc.RetryInfo` among the details of a
/// `google.rpc.Status`, as gRPC sends it beside its own status.
#[cfg(feature = "grpc")]
pub(super) fn retry_delay(details: &[u8]) -> Option<std::time::Duration> {
    for field in Fields(details) {
        // repeated google.protobuf.Any details = 3
        let (3, Field::Bytes(any)) = field? else {
            continue;
        };
        let mut is_retry_info = false;
        let mut value: &[u8] = &[];
        for field in Fields(any) {
            match field? {
                (1, Field::Bytes(url)) => is_retry_info = url.ends_with(b"/google.rpc.RetryInfo"),
                (2, Field::Bytes(bytes)) => value = bytes,
                _ => {}
            }
        }
        if !is_retry_info {
            continue;
        }
        // google.protobuf.Duration retry_delay = 1; one that stands twice is merged,
        // and messages are merged by joining their bytes.
        let mut delay = Vec::new();
        for field in Fields(value) {
            if let (1, Field::Bytes(duration)) = field? {
                delay.extend_from_slice(duration);
            }
        }
        return seconds_and_nanos(&delay);
    }
    None
}

#[cfg(feature = "grpc")]
fn seconds_and_nanos(duration: &[u8]) -> Option<std::time::Duration> {
    let (mut seconds, mut nanos) = (0, 0);
    for field in Fields(duration) {
        match field? {
            (1, Field::Number(number)) => seconds = u64::try_from(number.cast_signed()).ok()?,
            // An int32, of which the low half counts.
            (2, Field::Number(number)) => {
                nanos = u32::try_from(number as i32).ok()?.min(999_999_999);
            }
            _ => {}
        }
    }
    Some(std::time::Duration::new(seconds, nanos))
}

/// A text from outside: one line, and not a long one.
pub(super) fn shown(text: &[u8]) -> String {
    // Whole characters, of which the last may begin within the limit; what is no
    // text takes more room once it is replaced.
    let text = text.get(..LONGEST_MESSAGE + 3).unwrap_or(text);
    let text = String::from_utf8_lossy(text);
    text[..text.floor_char_boundary(LONGEST_MESSAGE)]
        .chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect::<String>()
        .trim()
        .to_owned()
}

enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message in order; `None` for the first that is malformed,
/// after which nothing more comes.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Option<(u64, Field<'a>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field)
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u64, Field<'a>)> {
        let tag = self.varint()?;
        let value = match tag & 7 {
            0 => Field::Number(self.varint()?),
            1 => Field::Number(self.take(8)?.get_u64_le()),
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Field::Bytes(self.take(length)?)
            }
            5 => Field::Number(self.take(4)?.get_u32_le().into()),
            _ => return None,
        };
        Some((tag >> 3, value))
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?.first()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry_proto::tonic::collector::trace::v1::{
        ExportTracePartialSuccess, ExportTraceServiceResponse,
    };
    use prost::Message;

    #[test]
    fn reads_partial_success() {
        let response = |rejected_spans, error_message: &str| {
            ExportTraceServiceResponse {
                partial_success: Some(ExportTracePartialSuccess {
                    rejected_spans,
                    error_message: error_message.to_owned(),
                }),
            }
            .encode_to_vec()
        };
        assert_eq!(partial_success(&[]), Some((0, String::new())));
        assert_eq!(
            partial_success(&response(3, "told\nto")),
            Some((3, "told to".to_owned()))
        );
        assert_eq!(
            partial_success(&response(0, "careful")),
            Some((0, "careful".to_owned()))
        );
        assert_eq!(partial_success(&response(-1, "")), None);
    }

    #[test]
    fn a_message_is_cut_between_characters() {
        assert_eq!(shown(&[b'x'; 600]).len(), LONGEST_MESSAGE);
        assert_eq!(shown(&[0xff; 600]).len(), LONGEST_MESSAGE / 3 * 3);
        let text = "x".repeat(497) + "\u{1f600}";
        assert_eq!(shown(text.as_bytes()), "x".repeat(497));
        let text = "x".repeat(496) + "\u{1f600}y";
        assert_eq!(shown(text.as_bytes()), text[..500]);
    }

    #[test]
    fn garbage_is_none_and_never_a_panic() {
        for garbage in [
            &b"<html>"[..],
            &[0x0a],
            &[0x0a, 0xff],
            &[0xff; 20],
            &[0x0a, 2, 8],
        ] {
            assert_eq!(partial_success(garbage), None, "{garbage:?}");
        }
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..100_000 {
            let length = random.usize(..40);
            let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..))
                .take(length)
                .collect();
            // Only that they return is asked.
            let _ = partial_success(&bytes);
            let _ = status_message(&bytes);
            #[cfg(feature = "grpc")]
            let _ = retry_delay(&bytes);
        }
    }

    #[cfg(feature = "grpc")]
    #[test]
    fn reads_retry_info() {
        // Status { details: [Any { url, value: RetryInfo { retry_delay: 2 s 5 ns } }] }
        let info = [0x0a, 4, 0x08, 2, 0x10, 5];
        let url = b"type.googleapis.com/google.rpc.RetryInfo";
        let mut any = vec![0x0a, url.len() as u8];
        any.extend(url);
        any.extend([0x12, info.len() as u8]);
        any.extend(info);
        let mut status = vec![0x08, 14, 0x1a, any.len() as u8];
        status.extend(any);
        assert_eq!(retry_delay(&status), Some(std::time::Duration::new(2, 5)));
        assert_eq!(retry_delay(&[0x08, 14]), None);
    }
}
