//! `tracestate`, W3C Trace Context level 2, section 3.3.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The header's name.
pub(super) const NAME: &str = "tracestate";

/// The most members a list may have.
const MAX_MEMBERS: usize = 32;
/// The most bytes that are looked at, over all lines.
pub(super) const MAX_BYTES: usize = 8192;

/// The vendors' part of a trace context: keys and values in order, the latest
/// writer first. Passed on as it came.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct TraceState(Option<Arc<str>>);

impl TraceState {
    /// The list as it stands in the header; empty when there is none.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Keys and values in order.
    pub fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        self.as_str().split(',').filter_map(|member| member.split_once('='))
    }

    /// The value of a vendor.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.members()
            .find_map(|(member, value)| (member == key).then_some(value))
    }

    /// The list with this member set and moved to the front. Of 32 others the
    /// last one is left out.
    ///
    /// # Errors
    ///
    /// When the key or the value has a character that the specification forbids.
    pub fn with(&self, key: &str, value: &str) -> Result<Self, ParseTraceStateError> {
        check(key, value)?;
        let mut list = format!("{key}={value}");
        let others = self.members().filter(|(member, _)| *member != key);
        for (member, value) in others.take(MAX_MEMBERS - 1) {
            list.push_str(&format!(",{member}={value}"));
        }
        Ok(TraceState(Some(list.into())))
    }

    /// Parses a list. One member that is wrong makes the whole list so: parts of
    /// it would be a state that nobody wrote.
    ///
    /// # Errors
    ///
    /// [`ParseTraceStateError`] says which rule was broken.
    pub fn parse(list: &str) -> Result<Self, ParseTraceStateError> {
        if list.len() > MAX_BYTES {
            return Err(ParseTraceStateError::TooLong);
        }
        let mut members: Vec<(&str, &str)> = Vec::new();
        for member in list.split(',') {
            let member = member.trim_matches([' ', '\t']);
            if member.is_empty() {
                continue; // allowed, so that lines can be joined
            }
            let (key, value) = member.split_once('=').ok_or(ParseTraceStateError::Form)?;
            check(key, value)?;
            if members.iter().any(|(earlier, _)| *earlier == key) {
                return Err(ParseTraceStateError::Duplicate);
            }
            if members.len() == MAX_MEMBERS {
                return Err(ParseTraceStateError::TooMany);
            }
            members.push((key, value));
        }
        if members.is_empty() {
            return Ok(TraceState(None));
        }
        let members = members.iter().map(|(key, value)| format!("{key}={value}"));
        Ok(TraceState(Some(
            members.collect::<Vec<_>>().join(",").into(),
        )))
    }
}

fn check(key: &str, value: &str) -> Result<(), ParseTraceStateError> {
    if !is_key(key) {
        return Err(ParseTraceStateError::Key);
    }
    if !is_value(value) {
        return Err(ParseTraceStateError::Value);
    }
    Ok(())
}

/// `( lcalpha / DIGIT ) 0*255( lcalpha / DIGIT / "_" / "-" / "*" / "/" / "@" )`:
/// level 2 made the at sign a character like the others.
fn is_key(key: &str) -> bool {
    let first = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let later = |byte: u8| first(byte) || matches!(byte, b'_' | b'-' | b'*' | b'/' | b'@');
    key.len() <= 256 && key.bytes().next().is_some_and(first) && key.bytes().all(later)
}

/// `0*255(chr) nblk-chr`: printable ASCII without comma and equals sign, not
/// ending with a blank.
fn is_value(value: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, 0x20..=0x7e) && byte != b',' && byte != b'=';
    value.len() <= 256 && !value.is_empty() && !value.ends_with(' ') && value.bytes().all(allowed)
}

/// The text is no `tracestate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseTraceStateError {
    /// A member is not `key=value`.
    Form,
    /// A key has other characters than `a-z 0-9 _ - * / @`, begins with one that
    /// is neither letter nor digit, or is longer than 256.
    Key,
    /// A value has other than printable ASCII, or `,` or `=`, ends with a blank,
    /// is empty, or is longer than 256.
    Value,
    /// A key stands twice.
    Duplicate,
    /// More than 32 members.
    TooMany,
    /// More than 8192 bytes.
    TooLong,
}

impl fmt::Display for ParseTraceStateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "a tracestate is a list of `key=value`",
            Self::Key => "a tracestate key has 1 to 256 characters of `a-z 0-9 _ - * / @`, a letter or digit first",
            Self::Value => "a tracestate value has 1 to 256 printable ASCII characters without `,` and `=`, no blank last",
            Self::Duplicate => "a tracestate key stands twice",
            Self::TooMany => "a tracestate has at most 32 members",
            Self::TooLong => "a tracestate of more than 8192 bytes is not read",
        })
    }
}

impl Error for ParseTraceStateError {}

impl fmt::Debug for TraceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
