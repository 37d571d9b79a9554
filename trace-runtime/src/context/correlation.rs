//! The id that joins everything done for one request.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::id::TraceId;

/// Joins all that was done for one request, across traces, logs and SQL
/// statements: 1 to 64 characters of `[A-Za-z0-9_-]`.
///
/// A caller may choose it, so it is held to characters that mean nothing in a
/// header, a log line or an SQL comment; anything else is refused and replaced.
/// It never becomes a trace id.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CorrelationId {
    // Inline, since each request makes one and hands it to every span.
    text: [u8; Self::MAX_LENGTH],
    length: u8,
}

impl CorrelationId {
    /// The most characters it may have.
    pub const MAX_LENGTH: usize = 64;

    /// The id as text.
    pub fn as_str(&self) -> &str {
        let text = self.text.get(..usize::from(self.length));
        text.and_then(|text| str::from_utf8(text).ok())
            .unwrap_or_default()
    }
}

/// The trace id in hex, for a request that brought none.
impl From<TraceId> for CorrelationId {
    fn from(trace_id: TraceId) -> Self {
        let mut text = [0; Self::MAX_LENGTH];
        text[..32].copy_from_slice(&trace_id.to_hex());
        CorrelationId { text, length: 32 }
    }
}

impl FromStr for CorrelationId {
    type Err = ParseCorrelationIdError;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        if given.is_empty() || given.len() > Self::MAX_LENGTH {
            return Err(ParseCorrelationIdError::Length(given.len()));
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if let Some(at) = given.bytes().position(|byte| !allowed(byte)) {
            return Err(ParseCorrelationIdError::Character(at));
        }
        let mut text = [0; Self::MAX_LENGTH];
        text[..given.len()].copy_from_slice(given.as_bytes());
        Ok(CorrelationId {
            text,
            length: given.len() as u8,
        })
    }
}

/// The text is no correlation id.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseCorrelationIdError {
    /// The text has this many bytes.
    Length(usize),
    /// The byte at this position is not allowed.
    Character(usize),
}

impl fmt::Display for ParseCorrelationIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a correlation id has 1 to 64 characters of [A-Za-z0-9_-], ")?;
        match self {
            Self::Length(length) => write!(f, "this has {length}"),
            Self::Character(at) => write!(f, "which byte {at} is not"),
        }
    }
}

impl Error for ParseCorrelationIdError {}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for CorrelationId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CorrelationId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_leave_a_header_or_a_comment_is_refused() {
        for bad in ["", " ", "a b", "*/ DROP TABLE", "a\nb", "a'b", "é", "a%00"] {
            assert!(bad.parse::<CorrelationId>().is_err(), "{bad:?}");
        }
        assert!("x".repeat(64).parse::<CorrelationId>().is_ok());
        let long = "x".repeat(65).parse::<CorrelationId>().unwrap_err();
        assert!(long.to_string().ends_with("this has 65"));
    }

    #[test]
    fn the_default_is_the_trace_id() {
        let trace_id = TraceId::random();
        let id = CorrelationId::from(trace_id);
        assert_eq!(id.as_str(), trace_id.to_string());
        assert_eq!(id.as_str().parse(), Ok(id));
    }
}
