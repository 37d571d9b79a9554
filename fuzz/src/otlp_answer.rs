//! What a receiver of OTLP answers: where the protobuf library of others reads
//! it, ours reads the same; what comes out is one line of bounded length.

use std::time::{Duration, UNIX_EPOCH};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;

use crate::by_path;

/// What is kept of a message; bytes.
const LONGEST: usize = 500;

/// `google.rpc.Status`
#[derive(Clone, PartialEq, Message)]
struct Status {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Any>,
}

/// `google.protobuf.Any`
#[derive(Clone, PartialEq, Message)]
struct Any {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

/// `google.rpc.RetryInfo`
#[derive(Clone, PartialEq, Message)]
struct RetryInfo {
    #[prost(message, optional, tag = "1")]
    retry_delay: Option<ProtoDuration>,
}

/// `google.protobuf.Duration`
#[derive(Clone, Copy, PartialEq, Message)]
struct ProtoDuration {
    #[prost(int64, tag = "1")]
    seconds: i64,
    #[prost(int32, tag = "2")]
    nanos: i32,
}

/// Reads `data` as each of the answers.
pub fn check(data: &[u8]) {
    response(data);
    status(data);
    retry_after(data);
}

fn response(data: &[u8]) {
    let read = by_path::partial_success(data);
    if let Some((_, message)) = &read {
        is_short_line(message);
    }
    let Ok(response) = ExportTraceServiceResponse::decode(data) else {
        return;
    };
    let partial = response.partial_success.unwrap_or_default();
    match (read, u64::try_from(partial.rejected_spans)) {
        (None, Ok(_)) => assert!(may_have_group(data)),
        (None, Err(_)) => {} // fewer than none
        (read, rejected) => {
            let rejected = rejected.expect("a number of spans");
            assert_eq!(read, Some((rejected, shown(&partial.error_message))));
        }
    }
}

fn status(data: &[u8]) {
    let message = by_path::status_message(data);
    if let Some(message) = &message {
        is_short_line(message);
    }
    let delay = by_path::retry_delay(data);
    let Ok(status) = Status::decode(data) else {
        return;
    };
    let expected = shown(&status.message);
    match message {
        Some(message) => assert_eq!(message, expected),
        None => assert!(expected.is_empty() || may_have_group(data)),
    }
    let is_retry = |any: &&Any| any.type_url.ends_with("/google.rpc.RetryInfo");
    let asked = status.details.iter().find(is_retry);
    match asked.map(|any| RetryInfo::decode(any.value.as_slice())) {
        None => assert_eq!(delay, None),
        Some(Ok(info)) => {
            let excused = delay.is_none() && may_have_group(data);
            assert!(excused || delay == wait(info.retry_delay), "{delay:?}");
        }
        Some(Err(_)) => {}
    }
}

/// `None` for less than no time.
fn wait(delay: Option<ProtoDuration>) -> Option<Duration> {
    let delay = delay.unwrap_or_default();
    let seconds = u64::try_from(delay.seconds).ok()?;
    let nanos = u32::try_from(delay.nanos).ok()?;
    Some(Duration::new(seconds, nanos.min(999_999_999)))
}

/// Groups, long deprecated, are skipped by the library, and for us the message
/// ends there: a tag of theirs is of wire type 3 or 4.
fn may_have_group(data: &[u8]) -> bool {
    data.iter().any(|byte| matches!(byte & 7, 3 | 4))
}

fn retry_after(data: &[u8]) {
    let Ok(value) = std::str::from_utf8(data) else {
        return;
    };
    let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let wait = by_path::retry_after(value, now);
    let text = value.trim();
    let digits = !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit());
    if digits {
        let number = text.parse::<u128>().unwrap_or(u128::MAX);
        let seconds = u64::try_from(number).unwrap_or(u64::MAX);
        assert_eq!(wait, Some(Duration::from_secs(seconds)), "{value:?}");
    } else if let Some(wait) = wait {
        // A date, and one that HTTP would write in the same way.
        let date = httpdate::parse_http_date(text).expect("a date");
        assert_eq!(
            date.duration_since(now).unwrap_or_default(),
            wait,
            "{value:?}"
        );
    }
}

/// As many whole characters as there is room for, on one line.
fn shown(message: &str) -> String {
    let ends = message.char_indices();
    let ends = ends.map(|(at, character)| at + character.len_utf8());
    let end = ends.take_while(|&end| end <= LONGEST).last().unwrap_or(0);
    let text = message[..end].chars();
    let text = text.map(|it| if it.is_control() { ' ' } else { it });
    text.collect::<String>().trim().to_owned()
}

fn is_short_line(message: &str) {
    assert!(message.len() <= LONGEST, "{} bytes", message.len());
    assert!(!message.chars().any(char::is_control), "{message:?}");
}
