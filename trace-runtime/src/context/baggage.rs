//! `baggage`, W3C Baggage.

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
/// It leaves the process with every call: put nothing into it that may not.
///
/// ```
/// use trace_runtime::context::Baggage;
///
/// let baggage = Baggage::parse("user=alice,node=DF%2028").with("paid", "yes, 5 €");
/// assert_eq!(baggage.get("node"), Some("DF 28"));
/// assert_eq!(
///     baggage.to_string(),
///     "user=alice,node=DF%2028,paid=yes%2C%205%20%E2%82%AC",
/// );
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Baggage(Option<Arc<[Member]>>);

#[derive(Clone, PartialEq, Eq)]
struct Member {
    key: String,
    value: String,
    /// `;`-separated, not decoded; passed on.
    properties: String,
}

impl Baggage {
    pub(crate) const EMPTY: Baggage = Baggage(None);

    /// Whether the baggage has no member.
    pub fn is_empty(&self) -> bool {
        self.members().is_empty()
    }

    /// The value of a key, decoded.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter()
            .find_map(|(member, value)| (member == key).then_some(value))
    }

    /// Keys and decoded values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members()
            .iter()
            .map(|member| (member.key.as_str(), member.value.as_str()))
    }

    /// The same with this member added, or replaced. A key that is no token of
    /// HTTP (RFC 9110, section 5.6.2) cannot be sent; it changes nothing.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> Self {
        if !is_token(key) {
            return self.clone();
        }
        let others = self.members().iter().filter(|member| member.key != key);
        let added = Member {
            key: key.to_owned(),
            value: value.to_owned(),
            properties: String::new(),
        };
        Baggage::from_members(others.cloned().chain([added]).collect())
    }

    /// The same without this member.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        let others = self.members().iter().filter(|member| member.key != key);
        Baggage::from_members(others.cloned().collect())
    }

    fn members(&self) -> &[Member] {
        self.0.as_deref().unwrap_or_default()
    }

    fn from_members(members: Vec<Member>) -> Self {
        Baggage((!members.is_empty()).then(|| members.into()))
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
        let members = list.split(|byte| *byte == b',');
        let members = members.filter_map(|member| Member::parse(str::from_utf8(member).ok()?));
        Baggage::from_members(members.take(MAX_MEMBERS).collect())
    }
}

/// Shows it as it stands in the header; members that would go beyond the limits are left
/// out whole.
impl fmt::Display for Baggage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = 0;
        for member in self.members().iter().take(MAX_MEMBERS) {
            let member = member.format();
            let comma = usize::from(written > 0);
            if written + comma + member.len() > MAX_BYTES {
                continue;
            }
            if comma == 1 {
                f.write_str(",")?;
            }
            f.write_str(&member)?;
            written += comma + member.len();
        }
        Ok(())
    }
}

/// Shows the keys; values may be of a kind that logs should not hold.
impl fmt::Debug for Baggage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(key, _)| key))
            .finish()
    }
}

impl Member {
    fn parse(member: &str) -> Option<Self> {
        let (pair, properties) = member.split_once(';').unwrap_or((member, ""));
        let (key, value) = split_pair(pair)?;
        Some(Member {
            key: key.to_owned(),
            value: decode(value?),
            properties: parse_properties(properties)?,
        })
    }

    fn format(&self) -> String {
        let mut text = format!("{}=", self.key);
        for byte in self.value.bytes() {
            if is_octet(byte) && byte != b'%' {
                text.push(char::from(byte));
            } else {
                text.extend(['%', hex_digit(byte >> 4), hex_digit(byte & 15)]);
            }
        }
        if !self.properties.is_empty() {
            text.push(';');
            text.push_str(&self.properties);
        }
        text
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

/// `token` of RFC 9110.
fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}

/// `baggage-octet`: printable ASCII without blank, `"`, `,`, `;` and `\`.
fn is_octet(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x2b | 0x2d..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e)
}

/// Percent-decodes; what is no UTF-8 becomes U+FFFD, a lone `%` stays.
fn decode(text: &str) -> String {
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
    String::from_utf8_lossy(&bytes).into_owned()
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
        assert_eq!(Baggage::parse(&sent).get("k"), Some(all.as_str()));
    }

    #[test]
    fn values_are_not_shown() {
        let shown = format!("{:?}", Baggage::parse("user=alice"));
        assert_eq!(shown, r#"{"user"}"#);
    }
}
