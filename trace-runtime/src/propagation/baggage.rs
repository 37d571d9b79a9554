//! `baggage`, W3C Baggage.

use std::fmt;
use std::sync::Arc;

/// The header's name.
pub(super) const NAME: &str = "baggage";

/// The most members that are read or written.
const MAX_MEMBERS: usize = 64;
/// The most bytes that are read or written, over all lines together.
pub(super) const MAX_BYTES: usize = 8192;

/// Keys and values that travel with a trace from service to service.
///
/// It leaves the process with every call: put nothing into it that may not.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Baggage(Option<Arc<[Member]>>);

#[derive(Clone, PartialEq, Eq)]
struct Member {
    key: String,
    value: String,
    /// `;`-separated, as it came; passed on.
    properties: String,
}

impl Baggage {
    /// Whether there is no member.
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
        if list.len() > MAX_BYTES {
            return Baggage::default();
        }
        let members = list.split(',').filter_map(Member::parse);
        Baggage::from_members(members.take(MAX_MEMBERS).collect())
    }
}

/// As it stands in the header; members that would go beyond the limits are left
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
        f.debug_set().entries(self.iter().map(|(key, _)| key)).finish()
    }
}

impl Member {
    fn parse(member: &str) -> Option<Self> {
        let blank = [' ', '\t'];
        let (pair, properties) = member.split_once(';').unwrap_or((member, ""));
        let (key, value) = pair.split_once('=')?;
        let (key, value) = (key.trim_matches(blank), value.trim_matches(blank));
        let properties = properties.trim_matches(blank);
        let sound = is_token(key)
            && value.bytes().all(is_octet)
            && properties
                .bytes()
                .all(|byte| is_octet(byte) || matches!(byte, b';' | b' ' | b'\t'));
        sound.then(|| Member {
            key: key.to_owned(),
            value: decode(value),
            properties: properties.to_owned(),
        })
    }

    fn format(&self) -> String {
        let mut text = format!("{}=", self.key);
        for byte in self.value.bytes() {
            if is_octet(byte) && byte != b'%' {
                text.push(char::from(byte));
            } else {
                text.push_str(&format!("%{byte:02X}"));
            }
        }
        if !self.properties.is_empty() {
            text.push(';');
            text.push_str(&self.properties);
        }
        text
    }
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
