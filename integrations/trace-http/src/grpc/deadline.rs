//! The time that a caller gives a call: `grpc-timeout`.

use std::time::{Duration, Instant};

use http::HeaderMap;

const GRPC_TIMEOUT: &str = "grpc-timeout";

/// How much time a call has, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deadline {
    timeout: Duration,
    since: Instant,
}

impl Deadline {
    /// What the caller sent, if it is a time as gRPC writes one.
    pub(super) fn sent(headers: &HeaderMap) -> Option<Self> {
        let timeout = parse(headers.get(GRPC_TIMEOUT)?.as_bytes())?;
        Some(Self::from_now(timeout))
    }

    /// So much time, which begins now.
    pub(super) fn from_now(timeout: Duration) -> Self {
        Deadline {
            timeout,
            since: Instant::now(),
        }
    }

    /// Rounded up, so that no time is none.
    pub(super) fn timeout_ms(&self) -> i64 {
        let ms = self.timeout.as_nanos().div_ceil(1_000_000);
        i64::try_from(ms).unwrap_or(i64::MAX)
    }

    /// Whether the time has passed.
    pub(super) fn is_over(&self) -> bool {
        self.since.elapsed() >= self.timeout
    }

    /// Whether a twentieth of the time is left at most.
    pub(super) fn is_all_but_over(&self) -> bool {
        self.since.elapsed() >= self.timeout - self.timeout / 20
    }
}

/// One to eight digits and a unit.
fn parse(timeout: &[u8]) -> Option<Duration> {
    let (unit, digits) = timeout.split_last()?;
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits
        .iter()
        .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    match unit {
        b'H' => Some(Duration::from_secs(number * 3600)),
        b'M' => Some(Duration::from_secs(number * 60)),
        b'S' => Some(Duration::from_secs(number)),
        b'm' => Some(Duration::from_millis(number)),
        b'u' => Some(Duration::from_micros(number)),
        b'n' => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_one_to_eight_digits_and_a_unit() {
        for (text, nanos) in [
            ("2H", 7_200_000_000_000),
            ("3M", 180_000_000_000),
            ("99999999S", 99_999_999_000_000_000),
            ("42m", 42_000_000),
            ("7u", 7_000),
            ("1n", 1),
            ("0S", 0),
        ] {
            let parsed = parse(text.as_bytes()).map(|timeout| timeout.as_nanos());
            assert_eq!(parsed, Some(nanos), "{text}");
        }
        for malformed in [
            "",
            "S",
            "1",
            "1s",
            "123456789S",
            "+1S",
            "1 S",
            "1.5S",
            "-1S",
            "١S",
        ] {
            assert_eq!(parse(malformed.as_bytes()), None, "{malformed}");
        }
    }

    #[test]
    fn no_time_is_told_as_none() {
        let ms = |timeout| Deadline::from_now(timeout).timeout_ms();
        assert_eq!(ms(Duration::from_nanos(1)), 1);
        assert_eq!(ms(Duration::from_millis(42)), 42);
        assert_eq!(ms(Duration::ZERO), 0);
        assert_eq!(ms(Duration::MAX), i64::MAX);
    }
}
