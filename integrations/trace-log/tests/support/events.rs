//! Events with fields that nobody would write, made up from numbers.

#![allow(dead_code, unreachable_pub)] // each test file uses a part of this

use std::sync::OnceLock;

use serde_json::Value;
use tracing::callsite::{Callsite, Identifier};
use tracing::field::{self, FieldSet};
use tracing::metadata::Kind;
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata};

/// Names that could pass for others, or end a text.
const NAMES: &[&str] = &[
    "a",
    "a#2",
    "a#3",
    "a#2#2",
    "",
    "#2",
    " ",
    "=",
    "b c",
    "b=c",
    "\"",
    "\"quoted\"",
    "x\"y\\",
    "\n",
    "\u{1b}[2J",
    "\u{202e}",
    "\u{2028}",
    "ö",
    "message",
    "message#2",
    "timestamp",
    "level",
    "target",
    "trace_id",
    "span_id",
    "trace_flags",
    "correlation_id",
    "trace.correlation_id",
    "trace.correlation_id#2",
    "context",
    "fields",
    "field.trace_id",
    "field.correlation_id",
    "field.field.trace_id",
    "log.file",
    "log.line",
    "log.target",
    "log.module_path",
    "log",
    "severity",
    "body",
    "otel.name",
    "error",
    "return",
];

/// A field, with its value as JSON has it.
pub type Field = (&'static str, Value);

/// Logs an event.
pub type Log<'a> = &'a dyn Fn();

/// Events, each with the fields that were recorded, in order. `log` is called
/// with each.
pub fn each(events: u64, mut log: impl FnMut(Log<'_>, &[Field])) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..events {
        let names = (0..random.below(8)).map(|_| random.name()).collect();
        let values: Vec<Option<Made>> = (0..8).map(|_| random.value()).collect();
        made(names, &values, &mut log);
    }
}

fn made(
    names: Vec<&'static str>,
    values: &[Option<Made>],
    log: &mut impl FnMut(Log<'_>, &[Field]),
) {
    let metadata = metadata(names.leak());
    let values = &values[..metadata.fields().len()];
    let names = metadata.fields().iter().map(|field| field.name());
    let recorded = names.zip(values);
    let recorded: Vec<_> = recorded
        .filter_map(|(name, value)| Some((name, value.as_ref()?.json())))
        .collect();
    let emit = || {
        let values: Vec<_> = values
            .iter()
            .map(|value| value.as_ref().map(Made::as_value))
            .collect();
        Event::dispatch(metadata, &metadata.fields().value_set_all(&values));
    };
    log(&emit, &recorded);
}

enum Made {
    Bool(bool),
    I64(i64),
    U64(u64),
    F64(f64),
    Text(String),
    Debug(field::DebugValue<&'static str>),
}

impl Made {
    fn as_value(&self) -> &dyn field::Value {
        match self {
            Made::Bool(value) => value,
            Made::I64(value) => value,
            Made::U64(value) => value,
            Made::F64(value) => value,
            Made::Text(value) => value,
            Made::Debug(value) => value,
        }
    }

    fn json(&self) -> Value {
        match self {
            Made::Bool(value) => (*value).into(),
            Made::I64(value) => (*value).into(),
            Made::U64(value) => (*value).into(),
            Made::F64(value) => (*value).into(),
            Made::Text(value) => (&**value).into(),
            Made::Debug(value) => format!("{value:?}").into(),
        }
    }
}

struct Site(OnceLock<&'static Metadata<'static>>);

impl Callsite for Site {
    fn set_interest(&self, _: Interest) {}

    fn metadata(&self) -> &Metadata<'_> {
        self.0.get().unwrap()
    }
}

fn metadata(names: &'static [&'static str]) -> &'static Metadata<'static> {
    let site: &'static Site = Box::leak(Box::new(Site(OnceLock::new())));
    let metadata = Metadata::new(
        "an event",
        "made_up",
        Level::INFO,
        None,
        None,
        None,
        FieldSet::new(names, Identifier(site)),
        Kind::EVENT,
    );
    site.0.get_or_init(|| Box::leak(Box::new(metadata)))
}

/// A xorshift generator: the same events each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> usize {
        (self.next() % end) as usize
    }

    fn name(&mut self) -> &'static str {
        match self.below(16) {
            0 => "long".repeat(self.below(500)).leak(),
            1..4 => "a",
            4 => "message",
            _ => NAMES[self.below(NAMES.len() as u64)],
        }
    }

    fn value(&mut self) -> Option<Made> {
        Some(match self.below(8) {
            0 => return None,
            1 => Made::Bool(self.below(2) == 0),
            2 => Made::I64(self.next() as i64),
            3 => Made::U64(self.next() >> 1),
            4 => Made::F64(self.below(1_000) as f64 / 4.0),
            5 => Made::Text("say \"x=1\"\n".repeat(self.below(3))),
            6 => Made::Debug(field::debug("a\u{1b}")),
            _ => Made::Text(self.name().to_owned()),
        })
    }
}

/// Asserts that `found`, no two of one name, are the fields of `recorded`: each
/// under its name, but for those behind another of that name, which are numbered.
pub fn assert_each_once(recorded: &[Field], message: Option<&Value>, found: &[(String, Value)]) {
    let mut left = found.to_vec();
    let mut take = |name: &str, value: &Value| {
        let at = left.iter().position(|(of, is)| of == name && is == value);
        at.map(|at| left.remove(at)).is_some()
    };
    let mut recorded = recorded.to_vec();
    if let Some(at) = recorded.iter().position(|(name, _)| *name == "message") {
        let (_, value) = recorded.remove(at);
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let is = message.map(|is| is.as_str().map_or_else(|| is.to_string(), str::to_owned));
        assert_eq!(is, Some(text));
    }
    let mut seen = Vec::new();
    let (first, again): (Vec<_>, Vec<_>) = recorded.iter().partition(|(name, _)| {
        let is_first = !seen.contains(name);
        seen.push(*name);
        is_first
    });
    for (name, value) in first {
        assert!(
            take(name, value),
            "{name:?}={value} of {recorded:?} in {found:?}"
        );
    }
    for (name, value) in again {
        let found_it = (2..20).any(|number| take(&format!("{name}#{number}"), value));
        assert!(
            found_it,
            "a second {name:?}={value} of {recorded:?} in {found:?}"
        );
    }
    assert!(left.is_empty(), "{left:?} beside {recorded:?}");
}
