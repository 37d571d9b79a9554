//! What reading header lines must give, by the second parsers.

use trace_runtime::propagation::Format;

use crate::carrier::Lines;
use crate::reference::b3::{self, Multi, Said};
use crate::reference::grammar::{repeated, without_ows};
use crate::reference::{baggage, traceparent, tracestate};

/// What was read, as text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) parent: Option<Parent>,
    /// As it would be sent on.
    pub(crate) baggage: String,
    pub(crate) correlation_id: Option<String>,
    pub(crate) wish: Option<bool>,
    /// How many headers are wrong.
    pub(crate) malformed: u64,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parent {
    pub(crate) trace_id: String,
    pub(crate) span_id: String,
    pub(crate) flags: u8,
    pub(crate) trace_state: String,
}

impl Expected {
    pub(crate) fn without_count(self) -> Self {
        Expected {
            malformed: 0,
            ..self
        }
    }
}

/// Reads the formats in this order; the first that names a parent wins, and those
/// behind it are not looked at.
pub(crate) fn read(formats: &[Format], lines: &Lines) -> Expected {
    let mut expected = Expected::default();
    for name in ["x-correlation-id", "x-request-id"] {
        let Some(id) = only(lines, name) else {
            continue;
        };
        let id = without_ows(id);
        let allowed = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
        if repeated(id, 1, 64, allowed) {
            expected.correlation_id = Some(id.to_owned());
            break;
        }
        expected.malformed += 1;
    }
    for format in formats {
        match format {
            Format::Baggage => {
                let list = lines.of("baggage").join(&b',');
                expected.malformed += u64::from(list.len() > baggage::MAX_BYTES);
                expected.baggage = baggage::format(&baggage::parse(&list));
            }
            _ if expected.parent.is_some() => {}
            Format::TraceContext => trace_context(lines, &mut expected),
            Format::Plain => take(plain(lines), &mut expected),
            _ => take(b3(lines), &mut expected),
        }
    }
    expected
}

fn trace_context(lines: &Lines, expected: &mut Expected) {
    if lines.of("traceparent").is_empty() {
        return;
    }
    let Some(parent) = only(lines, "traceparent").and_then(traceparent::parse) else {
        expected.malformed += 1;
        return;
    };
    let list = lines.of("tracestate").join(&b',');
    let list = std::str::from_utf8(&list).ok();
    let members = list.and_then(tracestate::parse);
    expected.malformed += u64::from(members.is_none());
    let members = members.unwrap_or_default().into_iter();
    let members: Vec<String> = members
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    expected.parent = Some(Parent {
        trace_id: parent.trace_id,
        span_id: parent.parent_id,
        flags: parent.flags,
        trace_state: members.join(","),
    });
}

fn take(said: Said, expected: &mut Expected) {
    match said {
        Said::Nothing => {}
        Said::Wrong => expected.malformed += 1,
        Said::Wish(wish) => {
            expected.wish.get_or_insert(wish);
        }
        Said::Parent {
            trace_id,
            span_id,
            sampled,
            debug,
        } => {
            expected.parent = Some(Parent {
                trace_id,
                span_id,
                flags: u8::from(sampled),
                trace_state: if debug { "b3=d" } else { "" }.to_owned(),
            });
        }
    }
}

fn b3(lines: &Lines) -> Said {
    match first(lines, "b3") {
        Some(value) => b3::single(value),
        None => b3::multi(&Multi {
            trace_id: first(lines, "x-b3-traceid"),
            span_id: first(lines, "x-b3-spanid"),
            sampled: first(lines, "x-b3-sampled"),
            flags: first(lines, "x-b3-flags"),
        }),
    }
}

fn plain(lines: &Lines) -> Said {
    let read = |name| only(lines, name).map(without_ows);
    b3::plain(
        read("x-trace-id"),
        [read("x-span-id"), read("x-parent-span-id")],
        read("x-sampled"),
    )
}

/// The value of a header that stands once.
fn only<'a>(lines: &'a Lines, name: &str) -> Option<&'a str> {
    match lines.of(name)[..] {
        [value] => std::str::from_utf8(value).ok(),
        _ => None,
    }
}

/// The first value, without blanks; what is not text is nothing that means
/// anything.
fn first<'a>(lines: &'a Lines, name: &str) -> Option<&'a str> {
    let value = *lines.of(name).first()?;
    Some(without_ows(std::str::from_utf8(value).unwrap_or_default()))
}
