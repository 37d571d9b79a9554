//! Lines caught in memory, and the rules that each has to keep.

#![allow(dead_code, unreachable_pub)] // each test file uses a part of this

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use trace_log::LogLayer;
use tracing_subscriber::layer::SubscriberExt as _;

/// A writer that keeps what it is given.
#[derive(Clone, Default)]
pub struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Captured {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The lines, each of them checked.
    pub fn json(&self) -> Vec<Value> {
        let text = self.text();
        assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
        text.split_terminator('\n').map(check).collect()
    }
}

/// What `body` logs through `layer`.
pub fn logged(layer: LogLayer, body: impl FnOnce()) -> Captured {
    let captured = Captured::default();
    let layer = layer.writer(captured.clone());
    let subscriber = tracing_subscriber::registry().with(layer);
    tracing::subscriber::with_default(subscriber, body);
    captured
}

/// The JSON lines that `body` logs.
pub fn json(body: impl FnOnce()) -> Vec<Value> {
    logged(trace_log::json(), body).json()
}

/// The one JSON line that `body` logs.
pub fn json_line(body: impl FnOnce()) -> Value {
    let mut lines = json(body);
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

/// One JSON object, no key twice, no raw control character, a timestamp, a
/// level and a message, and both ids or neither.
pub fn check(line: &str) -> Value {
    assert!(!line.chars().any(is_control), "{line:?}");
    serde_json::from_str::<Strict>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    let value: Value = serde_json::from_str(line).unwrap();
    let text = |key: &str| {
        value[key]
            .as_str()
            .unwrap_or_else(|| panic!("no {key}: {line}"))
    };
    assert!(is_rfc3339(text("timestamp")), "{line}");
    assert!(
        ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].contains(&text("level")),
        "{line}"
    );
    text("message");
    text("target");
    if value.get("context").is_some() {
        assert_eq!(text("context"), "none");
        assert!(
            value.get("trace_id").is_none() && value.get("span_id").is_none(),
            "{line}"
        );
    } else {
        assert!(is_hex(text("trace_id"), 32), "{line}");
        assert!(is_hex(text("span_id"), 16), "{line}");
        assert_eq!(text("trace_flags").len(), 2, "{line}");
        assert!(!text("correlation_id").is_empty(), "{line}");
    }
    value
}

pub fn is_control(character: char) -> bool {
    matches!(character,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        && text.bytes().any(|byte| byte != b'0')
}

fn is_rfc3339(text: &str) -> bool {
    let form = "0000-00-00T00:00:00.000000Z";
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(byte, of)| match of {
            b'0' => byte.is_ascii_digit(),
            of => byte == of,
        })
}

/// JSON in which a key that stands twice is an error.
struct Strict;

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

macro_rules! accept {
    ($($method:ident($type:ty))*) => {$(
        fn $method<E>(self, _: $type) -> Result<Strict, E> {
            Ok(Strict)
        }
    )*};
}

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    accept! { visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_f64(f64) visit_str(&str) }

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Strict, A::Error> {
        while list.next_element::<Strict>()?.is_some() {}
        Ok(Strict)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Strict, A::Error> {
        let mut keys = HashSet::new();
        while let Some((key, _)) = map.next_entry::<String, Strict>()? {
            if !keys.insert(key.clone()) {
                return Err(serde::de::Error::custom(format!("key {key} twice")));
            }
        }
        Ok(Strict)
    }
}
