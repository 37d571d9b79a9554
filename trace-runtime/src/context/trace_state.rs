//! `tracestate`, W3C Trace Context level 2, section 3.3.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The header's name.
pub(crate) const NAME: &str = "tracestate";

/// The most members a list may have.
const MAX_MEMBERS: usize = 32;
/// The most bytes that are looked at, over all lines.
pub(crate) const MAX_BYTES: usize = 8192;

/// The vendors' part of a trace context: keys and values in order, the latest
/// writer first. Passed on as it came, but for blanks between members.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct TraceState(Option<Arc<str>>);

impl TraceState {
    pub(crate) const EMPTY: TraceState = TraceState(None);

    /// The list as it stands in the header; empty when there is none.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// Whether the list has no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether it is the very same: a clone of it, or empty as it is.
    #[inline]
    pub(crate) fn is_same(&self, other: &TraceState) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// Keys and values in order.
    pub fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        self.as_str()
            .split(',')
            .filter_map(|member| member.split_once('='))
    }

    /// The value of a vendor.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.members()
            .find_map(|(member, value)| (member == key).then_some(value))
    }

    /// The list with this member set and moved to the front. Where it gets too
    /// long, whole members are left out: beyond 32 the last ones, beyond 8192
    /// bytes first those of more than 128 characters, then the last ones.
    ///
    /// ```
    /// use trace_runtime::context::TraceState;
    ///
    /// let state = TraceState::parse("rojo=1,congo=2")?.with("congo", "3")?;
    /// assert_eq!(state.as_str(), "congo=3,rojo=1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the key or the value has a character that the specification forbids.
    pub fn with(&self, key: &str, value: &str) -> Result<Self, ParseTraceStateError> {
        check(key, value)?;
        let others = self.members().filter(|(member, _)| *member != key);
        let mut members = vec![(key, value)];
        members.extend(others.take(MAX_MEMBERS - 1));
        shorten(&mut members);
        Ok(TraceState::from_members(&members))
    }

    /// Parses a list. One member that is wrong makes the whole list so: parts of
    /// it would be a state that nobody wrote. Of two with the same key the first
    /// is kept, as section 3.5 permits; to avoid them is the sender's duty.
    ///
    /// # Errors
    ///
    /// [`ParseTraceStateError`] says which rule was broken.
    pub fn parse(list: &str) -> Result<Self, ParseTraceStateError> {
        if list.len() > MAX_BYTES {
            return Err(ParseTraceStateError::TooLong);
        }
        if is_written_so(list.as_bytes()) {
            return Ok(TraceState((!list.is_empty()).then(|| list.into())));
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
                continue; // the one before is the later writer's
            }
            if members.len() == MAX_MEMBERS {
                return Err(ParseTraceStateError::TooMany);
            }
            members.push((key, value));
        }
        Ok(TraceState::from_members(&members))
    }

    /// Of members that were checked.
    fn from_members(members: &[(&str, &str)]) -> Self {
        let mut list = String::with_capacity(length(members));
        for (key, value) in members {
            if !list.is_empty() {
                list.push(',');
            }
            list.extend([key, "=", value]);
        }
        TraceState((!list.is_empty()).then(|| list.into()))
    }
}

/// Whether a list goes out as it came in: no blanks around members, no empty ones, no key
/// twice, and not too many.
fn is_written_so(list: &[u8]) -> bool {
    let mut keys: [&[u8]; MAX_MEMBERS] = [&[]; MAX_MEMBERS];
    let mut rest = list;
    for at in 0..MAX_MEMBERS {
        let Some((key, [b'=', behind @ ..])) = split_at_other(rest, KEY) else {
            return false;
        };
        let (value, behind) = split_at_other(behind, VALUE).unwrap_or((behind, &[]));
        let is_new = !keys[..at].contains(&key);
        // A blank before a key or behind a value is none of theirs.
        if !is_new || !is_key(key) || !is_value(value) {
            return false;
        }
        keys[at] = key;
        match behind {
            [] => return true,
            [b',', behind @ ..] => rest = behind,
            _ => return false,
        }
    }
    false
}

/// Splits before the first byte that is not of a class, if there is one.
fn split_at_other(bytes: &[u8], class: u8) -> Option<(&[u8], &[u8])> {
    let end = bytes
        .iter()
        .position(|byte| CLASSES[usize::from(*byte)] & class == 0)?;
    bytes.split_at_checked(end)
}

/// The bytes of a list.
fn length(members: &[(&str, &str)]) -> usize {
    let length = |(key, value): &(&str, &str)| key.len() + 1 + value.len();
    let commas = members.len().saturating_sub(1);
    members.iter().map(length).sum::<usize>() + commas
}

/// Brings a list within [`MAX_BYTES`], in the order of "tracestate limits". The first
/// member, which is at most 513 bytes long, stays.
fn shorten(members: &mut Vec<(&str, &str)>) {
    while length(members) > MAX_BYTES {
        let long = |(key, value): &(&str, &str)| key.len() + 1 + value.len() > 128;
        let last = members.iter().rposition(long).filter(|at| *at > 0);
        members.remove(last.unwrap_or(members.len() - 1));
    }
}

fn check(key: &str, value: &str) -> Result<(), ParseTraceStateError> {
    if !is_key(key.as_bytes()) {
        return Err(ParseTraceStateError::Key);
    }
    if !is_value(value.as_bytes()) {
        return Err(ParseTraceStateError::Value);
    }
    Ok(())
}

/// What a byte may be part of.
const KEY: u8 = 1;
const VALUE: u8 = 2;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let it = byte as u8;
        let is_key = is_first_of_key(it) || matches!(it, b'_' | b'-' | b'*' | b'/' | b'@');
        let is_value = matches!(it, 0x20..=0x7e) && it != b',' && it != b'=';
        classes[byte] = if is_key { KEY } else { 0 } | if is_value { VALUE } else { 0 };
        byte += 1;
    }
    classes
};

const fn is_first_of_key(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn all_are(bytes: &[u8], class: u8) -> bool {
    split_at_other(bytes, class).is_none()
}

/// `( lcalpha / DIGIT ) 0*255( lcalpha / DIGIT / "_" / "-" / "*" / "/" / "@" )`:
/// level 2 made the at sign a character like the others.
fn is_key(key: &[u8]) -> bool {
    key.len() <= 256 && key.first().is_some_and(|byte| is_first_of_key(*byte)) && all_are(key, KEY)
}

/// `0*255(chr) nblk-chr`: printable ASCII without comma and equals sign, not
/// ending with a blank.
fn is_value(value: &[u8]) -> bool {
    value.len() <= 256 && value.last().is_some_and(|byte| *byte != b' ') && all_are(value, VALUE)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_is_set_goes_to_the_front() {
        let state = TraceState::parse("a=1,b=2,c=3").unwrap();
        assert_eq!(state.with("b", "4").unwrap().as_str(), "b=4,a=1,c=3");
        assert_eq!(state.with("d", "4").unwrap().as_str(), "d=4,a=1,b=2,c=3");
        assert_eq!(
            TraceState::default().with("a", "1").unwrap().as_str(),
            "a=1"
        );
        assert_eq!(state.with("B", "4"), Err(ParseTraceStateError::Key));
        assert_eq!(state.with("b", "4,"), Err(ParseTraceStateError::Value));
        assert_eq!(state.as_str(), "a=1,b=2,c=3");
    }

    #[test]
    fn of_33_members_the_last_is_left_out() {
        let members: Vec<_> = (0..32).map(|at| format!("k{at}=v")).collect();
        let state = TraceState::parse(&members.join(",")).unwrap();
        let more = state.with("new", "v").unwrap();
        assert_eq!(more.members().count(), 32);
        assert_eq!((more.get("k30"), more.get("k31")), (Some("v"), None));
        assert_eq!(state.with("k31", "w").unwrap().members().count(), 32);
    }

    #[test]
    fn what_is_set_can_be_sent() {
        // 31 members that are together as long as may be, some of them short.
        let long = |at: usize| format!("k{at}={}", "v".repeat(256));
        let short = |at: usize| format!("s{at}=v");
        let members: Vec<_> = (0..30)
            .map(long)
            .chain([short(0), "x=".to_owned() + &"v".repeat(200)])
            .collect();
        let state = TraceState::parse(&members.join(",")).unwrap();
        let more = state.with("new", &"n".repeat(256)).unwrap();
        assert!(more.as_str().len() <= MAX_BYTES);
        assert_eq!(TraceState::parse(more.as_str()), Ok(more.clone()));
        assert_eq!(more.members().next().map(|(key, _)| key), Some("new"));
        // The short one stands almost last, and stays.
        assert_eq!(more.get("s0"), Some("v"));
    }

    #[test]
    fn a_list_is_kept_as_it_came_if_it_would_be_written_so() {
        for list in ["a=1", "a=1,b= 2", "0@*/-_=!", "a=1,b=1,c=1"] {
            assert!(is_written_so(list.as_bytes()), "{list}");
            assert_eq!(TraceState::parse(list).unwrap().as_str(), list);
        }
        for list in [
            "", ",", "a", "a=", "=1", "a=1,", ",a=1", "a=1, b=2", "a=1 ,b=2", " a=1", "a=1 ",
            "a=1,a=2", "A=1", "a=1=2", "_=1", "a=é",
        ] {
            assert!(!is_written_so(list.as_bytes()), "{list}");
        }
    }

    #[test]
    fn limits_are_checked_before_anything_is_read() {
        let list = "a=1,".repeat(MAX_BYTES);
        assert_eq!(TraceState::parse(&list), Err(ParseTraceStateError::TooLong));
    }
}
