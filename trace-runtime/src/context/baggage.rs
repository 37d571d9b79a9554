//! `baggage`, W3C Baggage.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The header's name.
pub(crate) const NAME: &str = "baggage";

/// The most members that are read or written.
const MAX_MEMBERS: usize = 64;
/// The most bytes that are read or written, over all lines together.
pub(crate) const MAX_BYTES: usize = 8192;

/// Optional whitespace.
const BLANK: [char; 2] = [' ', '\t'];

/// Keys and values that travel with a trace from service to service.
///
/// It leaves the process with every call: put nothing into it that may not. It is kept as
/// the text that is sent, and taken apart when it is read.
///
/// ```
/// use trace_runtime::context::Baggage;
///
/// let baggage = Baggage::parse("user=alice,node=DF%2028").with("paid", "yes, 5 €");
/// assert_eq!(baggage.get("node").as_deref(), Some("DF 28"));
/// assert_eq!(
///     baggage.to_string(),
///     "user=alice,node=DF%2028,paid=yes%2C%205%20%E2%82%AC",
/// );
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Baggage(
    /// Members as they are written, with commas between them; possibly more than may be
    /// sent.
    Option<Arc<str>>,
);

impl Baggage {
    pub(crate) const EMPTY: Baggage = Baggage(None);

    /// Whether the baggage has no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The value of a key, decoded.
    pub fn get(&self, key: &str) -> Option<Cow<'_, str>> {
        self.iter()
            .find_map(|(member, value)| (member == key).then_some(value))
    }

    /// Keys and decoded values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.members().map(|member| {
            let (key, value) = parts(member);
            (key, decode(value))
        })
    }

    /// The same with this member added, or replaced. A key that is no token of
    /// HTTP (RFC 9110, section 5.6.2) cannot be sent; it changes nothing.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> Self {
        if !is_token(key) {
            return self.clone();
        }
        let mut list = self.text_without(key);
        if !list.is_empty() {
            list.push(',');
        }
        write_member(&mut list, key, value, "");
        Baggage::of_text(&list)
    }

    /// The same without this member.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        Baggage::of_text(&self.text_without(key))
    }

    fn text_without(&self, key: &str) -> String {
        let mut list = String::new();
        for member in self.members().filter(|member| parts(member).0 != key) {
            if !list.is_empty() {
                list.push(',');
            }
            list.push_str(member);
        }
        list
    }

    /// The members as they are written.
    fn members(&self) -> impl Iterator<Item = &str> {
        let list = self.0.as_deref().map(|list| list.split(','));
        list.into_iter().flatten()
    }

    fn of_text(list: &str) -> Self {
        Baggage((!list.is_empty()).then(|| list.into()))
    }

    /// What is sent: all of it, but for members that would go beyond the limits.
    pub(crate) fn header(&self) -> Cow<'_, str> {
        let list = self.0.as_deref().unwrap_or_default();
        if list.len() <= MAX_BYTES && commas(list) < MAX_MEMBERS {
            return Cow::Borrowed(list);
        }
        let mut sent = String::new();
        for member in self.members().take(MAX_MEMBERS) {
            let comma = if sent.is_empty() { "" } else { "," };
            if sent.len() + comma.len() + member.len() <= MAX_BYTES {
                sent.extend([comma, member]);
            }
        }
        Cow::Owned(sent)
    }

    /// Reads a list. A member that is wrong is left out, and so is what goes
    /// beyond 64 members; a list beyond 8192 bytes is not read at all.
    pub fn parse(list: &str) -> Self {
        Baggage::from_bytes(list.as_bytes())
    }

    /// Reads a header like [`Baggage::parse`]: a member that is no text is wrong like any
    /// other.
    pub(crate) fn from_bytes(list: &[u8]) -> Self {
        if list.len() > MAX_BYTES {
            return Baggage::default();
        }
        if is_written_so(list)
            && let Ok(list) = str::from_utf8(list)
        {
            return Baggage::of_text(list);
        }
        Baggage::of_text(&rewritten(list))
    }
}

/// What goes out as it came in: at most so many members, each a key, an equals sign, and
/// a value in which nothing is escaped that need not be.
fn is_written_so(list: &[u8]) -> bool {
    let mut members = list.split(|byte| *byte == b',');
    members.all(is_member_written_so) && members_of(list) <= MAX_MEMBERS
}

fn is_member_written_so(member: &[u8]) -> bool {
    let key = member
        .iter()
        .position(|byte| CLASSES[usize::from(*byte)] & TOKEN == 0);
    let Some((key, [b'=', value @ ..])) = key.and_then(|end| member.split_at_checked(end)) else {
        return false;
    };
    let mut rest = value;
    while let Some((byte, behind)) = rest.split_first() {
        rest = match (byte, behind) {
            (b'%', [high, low, behind @ ..]) => match escaped(*high, *low) {
                Some(byte) if byte.is_ascii() && (!is_octet(byte) || byte == b'%') => behind,
                _ => return false,
            },
            (b'%', _) => return false,
            (byte, behind) if is_octet(*byte) => behind,
            _ => return false,
        };
    }
    !key.is_empty()
}

/// A byte that is escaped as we do it, in capital letters.
fn escaped(high: u8, low: u8) -> Option<u8> {
    let is_small = |digit: u8| digit.is_ascii_lowercase();
    if is_small(high) || is_small(low) {
        return None;
    }
    Some(hex(high)? << 4 | hex(low)?)
}

fn members_of(list: &[u8]) -> usize {
    1 + list.iter().filter(|byte| **byte == b',').count()
}

fn commas(list: &str) -> usize {
    members_of(list.as_bytes()) - 1
}

/// The members that are right, as we write them.
#[cold]
fn rewritten(list: &[u8]) -> String {
    let mut text = String::with_capacity(list.len());
    let members = list.split(|byte| *byte == b',');
    let members = members.filter_map(|member| parse_member(str::from_utf8(member).ok()?));
    for (key, value, properties) in members.take(MAX_MEMBERS) {
        if !text.is_empty() {
            text.push(',');
        }
        write_member(&mut text, key, &decode(value), &properties);
    }
    text
}

/// Shows it as it stands in the header; members that would go beyond the limits are left
/// out whole.
impl fmt::Display for Baggage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.header())
    }
}

/// Shows the keys; values may be of a kind that logs should not hold.
impl fmt::Debug for Baggage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.members().map(|member| parts(member).0))
            .finish()
    }
}

/// Key, value that is not decoded, and `;`-separated properties, which are passed on.
fn parse_member(member: &str) -> Option<(&str, &str, String)> {
    let (pair, properties) = member.split_once(';').unwrap_or((member, ""));
    let (key, value) = split_pair(pair)?;
    Some((key, value?, parse_properties(properties)?))
}

/// Key and value, not decoded, of a member that we have written.
fn parts(member: &str) -> (&str, &str) {
    let (key, rest) = member.split_once('=').unwrap_or((member, ""));
    let value = rest.split_once(';').map_or(rest, |(value, _)| value);
    (key, value)
}

fn write_member(text: &mut String, key: &str, value: &str, properties: &str) {
    text.extend([key, "="]);
    for byte in value.bytes() {
        if is_octet(byte) && byte != b'%' {
            text.push(char::from(byte));
        } else {
            text.extend(['%', hex_digit(byte >> 4), hex_digit(byte & 15)]);
        }
    }
    if !properties.is_empty() {
        text.extend([";", properties]);
    }
}

/// `key OWS "=" OWS value`, or a key alone, without the blanks.
fn split_pair(pair: &str) -> Option<(&str, Option<&str>)> {
    let (key, value) = match pair.split_once('=') {
        Some((key, value)) => (key, Some(value.trim_matches(BLANK))),
        None => (pair, None),
    };
    let key = key.trim_matches(BLANK);
    let sound = is_token(key) && value.is_none_or(|value| value.bytes().all(is_octet));
    sound.then_some((key, value))
}

/// The properties without blanks and without empty ones; `None` when one is
/// wrong.
fn parse_properties(properties: &str) -> Option<String> {
    let mut text = String::new();
    for property in properties.split(';') {
        if property.trim_matches(BLANK).is_empty() {
            continue;
        }
        let (key, value) = split_pair(property)?;
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(key);
        if let Some(value) = value {
            text.extend(["=", value]);
        }
    }
    Some(text)
}

/// What a byte may be part of.
const TOKEN: u8 = 1;
const OCTET: u8 = 2;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let it = byte as u8;
        // `token` of RFC 9110
        let is_token = it.is_ascii_alphanumeric()
            || matches!(
                it,
                b'!' | b'#'
                    | b'$'
                    | b'%'
                    | b'&'
                    | b'\''
                    | b'*'
                    | b'+'
                    | b'-'
                    | b'.'
                    | b'^'
                    | b'_'
                    | b'`'
                    | b'|'
                    | b'~'
            );
        // `baggage-octet`: printable ASCII without blank, `"`, `,`, `;` and `\`
        let is_octet = matches!(it, 0x21 | 0x23..=0x2b | 0x2d..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e);
        classes[byte] = if is_token { TOKEN } else { 0 } | if is_octet { OCTET } else { 0 };
        byte += 1;
    }
    classes
};

fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| CLASSES[usize::from(byte)] & TOKEN != 0;
    !text.is_empty() && text.bytes().all(allowed)
}

fn is_octet(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & OCTET != 0
}

/// Percent-decodes; what is no UTF-8 becomes U+FFFD, a lone `%` stays.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = match after {
            [high, low, ..] if byte == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

/// Of a value below 16.
fn hex_digit(value: u8) -> char {
    char::from(match value {
        0..10 => b'0' + value,
        _ => b'A' + value - 10,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_added_replaced_taken_away() {
        let baggage = Baggage::parse("a=1,b=2");
        assert_eq!(baggage.with("c", "3").to_string(), "a=1,b=2,c=3");
        assert_eq!(baggage.with("a", "3").to_string(), "b=2,a=3");
        assert_eq!(baggage.with("no token", "3"), baggage);
        assert_eq!(baggage.without("a").to_string(), "b=2");
        assert!(baggage.without("a").without("b").is_empty());
    }

    #[test]
    fn what_is_sent_keeps_to_the_limits_in_whole_members() {
        let long = Baggage::default()
            .with("first", &"x".repeat(8000))
            .with("second", &"y".repeat(8000))
            .with("third", "z");
        let sent = long.to_string();
        assert!(sent.ends_with("x,third=z"), "{}", &sent[sent.len() - 20..]);

        let whole = format!("a={}", "0".repeat(MAX_BYTES - 2));
        assert_eq!(Baggage::parse(&whole).to_string(), whole);
        assert!(Baggage::parse(&format!("{whole}0")).is_empty());

        let many = (0..70).fold(Baggage::default(), |all, at| all.with(&at.to_string(), ""));
        assert_eq!(many.to_string().split(',').count(), MAX_MEMBERS);
    }

    #[test]
    fn whatever_a_value_is_it_comes_back() {
        let all: String = (0..0x300).filter_map(char::from_u32).collect();
        let sent = Baggage::default().with("k", &all).to_string();
        assert!(sent.bytes().all(|byte| matches!(byte, 0x21..=0x7e)));
        assert_eq!(
            Baggage::parse(&sent).get("k").as_deref(),
            Some(all.as_str())
        );
    }

    /// Read the shorter way or the longer one, it is the same.
    #[test]
    fn what_goes_out_as_it_came_is_what_would_be_written() {
        let pieces = [
            "a", "=", ",", ";", " ", "%", "%20", "%2c", "%2C", "%41", "%C3%A9", "%zz", "\"", "é",
            "k",
        ];
        let mut state = 7_usize;
        for _ in 0..20_000 {
            let mut list = String::new();
            for _ in 0..state % 9 {
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(11);
                list.push_str(pieces[(state >> 33) % pieces.len()]);
            }
            state = state.wrapping_add(1);
            let read = Baggage::parse(&list).to_string();
            assert_eq!(read, rewritten(list.as_bytes()), "{list}");
            assert!(read.is_empty() || is_written_so(read.as_bytes()) || read.contains([';', '%']));
        }
    }

    #[test]
    fn values_are_not_shown() {
        let shown = format!("{:?}", Baggage::parse("user=alice"));
        assert_eq!(shown, r#"{"user"}"#);
    }
}
