//! What a span must be when it arrives, by the documentation of its limits.

use trace_runtime::{SpanKind, Status, Value};

use super::pipeline::{ATTRIBUTES, EVENTS, LINKS, VALUE_LENGTH, linked};
use super::program::{AnyValue, Name, Node, Step};

pub(crate) type Pairs = Vec<(String, Value)>;

/// A span as it arrives, in whatever form.
#[derive(Debug, Default, Clone)]
pub(crate) struct Span {
    pub(crate) name: String,
    pub(crate) kind: SpanKind,
    pub(crate) attributes: Pairs,
    pub(crate) dropped_attributes: u32,
    pub(crate) events: Vec<(String, Pairs, u32)>,
    pub(crate) dropped_events: u32,
    pub(crate) links: Vec<Link>,
    pub(crate) dropped_links: u32,
    /// `Some` with the description of an error.
    pub(crate) error: Option<String>,
    pub(crate) is_ok: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) trace_id: [u8; 16],
    pub(crate) span_id: [u8; 8],
    pub(crate) flags: u8,
    pub(crate) state: String,
    pub(crate) attributes: Pairs,
    pub(crate) dropped_attributes: u32,
}

/// What is asked for, within the limits.
pub(crate) fn expected(node: &Node) -> Span {
    let mut span = Span {
        name: cut(&node.name).to_owned(),
        kind: node.kind.kind(),
        ..Span::default()
    };
    let declared = declared(node);
    let mut late: Pairs = Vec::new();
    let set = |late: &mut Pairs, dropped: &mut u32, key: &Name, value: &AnyValue| {
        let value = value.value();
        // The last of two with the same key counts, in its own place.
        if let Some(at) = late.iter().position(|(have, _)| *have == key.0) {
            late.remove(at);
        }
        match late.len() < ATTRIBUTES {
            true => late.push((key.0.clone(), value)),
            false => *dropped += 1,
        }
    };
    if declared.is_empty() {
        for (key, value) in &node.before {
            set(&mut late, &mut span.dropped_attributes, key, value);
        }
    } else {
        span.name = "declared".to_owned();
        span.kind = SpanKind::Client;
    }
    for step in &node.steps {
        match step {
            Step::Attribute(key, value) => {
                set(&mut late, &mut span.dropped_attributes, key, value);
            }
            Step::Event(name, attributes) if span.events.len() < EVENTS => {
                let (pairs, dropped) = given(attributes);
                span.events.push((cut(name).to_owned(), pairs, dropped));
            }
            Step::Event(..) => span.dropped_events += 1,
            Step::Link(link) if span.links.len() < LINKS => {
                let (attributes, dropped_attributes) = given(&link.attributes);
                let to = linked(link);
                span.links.push(Link {
                    trace_id: to.trace_id().to_bytes(),
                    span_id: to.span_id().to_bytes(),
                    flags: to.flags().to_u8(),
                    state: to.trace_state().as_str().to_owned(),
                    attributes,
                    dropped_attributes,
                });
            }
            Step::Link(_) => span.dropped_links += 1,
            Step::Rename(name) => span.name = cut(name).to_owned(),
            Step::Status(status) => {
                let status = status.status();
                span.is_ok = status == Status::Ok;
                span.error = match status {
                    Status::Error(text) => Some(cut(&text).to_owned()),
                    _ => None,
                };
            }
        }
    }
    attributes(&mut span, declared, late);
    span
}

/// Declared ones first, unless they were set again; those set at run time have
/// the room that is left.
fn attributes(span: &mut Span, declared: Vec<(&'static str, Option<Value>)>, late: Pairs) {
    let mut room = ATTRIBUTES - declared.len();
    let set_again = |key: &str| late.iter().any(|(late, _)| late == key);
    for (key, value) in &declared {
        if let Some(value) = value
            && !set_again(key)
        {
            span.attributes.push(((*key).to_owned(), value.clone()));
        }
    }
    for (key, value) in late {
        if declared.iter().any(|(declared, _)| *declared == key) {
            span.attributes.push((key, value));
        } else if room > 0 {
            room -= 1;
            span.attributes.push((key, value));
        } else {
            span.dropped_attributes += 1;
        }
    }
}

fn declared(node: &Node) -> Vec<(&'static str, Option<Value>)> {
    let Some(declared) = &node.declared else {
        return Vec::new();
    };
    vec![
        ("flag", Some(Value::from(declared.flag))),
        ("number", Some(Value::from(declared.number))),
        ("float", declared.float.map(Value::from)),
        ("text", Some(Value::from(declared.text.as_str()))),
        ("texts", Some(Value::from(declared.texts.clone()))),
    ]
}

fn given(attributes: &[(Name, AnyValue)]) -> (Pairs, u32) {
    let pairs = attributes.iter().take(ATTRIBUTES);
    let pairs = pairs.map(|(key, value)| (key.0.clone(), value.value()));
    let dropped = attributes.len().saturating_sub(ATTRIBUTES);
    (pairs.collect(), dropped as u32)
}

/// As many whole characters as the limit has bytes for.
fn cut(text: &str) -> &str {
    let ends = text
        .char_indices()
        .map(|(at, character)| at + character.len_utf8());
    let end = ends.take_while(|&end| end <= VALUE_LENGTH).last();
    &text[..end.unwrap_or(0)]
}

/// Panics unless `found` is what was asked for.
pub(crate) fn assert_same(found: &Span, expected: &Span) {
    assert_eq!(found.name, expected.name);
    assert_eq!(found.kind, expected.kind);
    same_pairs(&found.attributes, &expected.attributes);
    assert_eq!(found.events.len(), expected.events.len());
    for ((name, pairs, dropped), event) in found.events.iter().zip(&expected.events) {
        assert_eq!((name, dropped), (&event.0, &event.2));
        same_pairs(pairs, &event.1);
    }
    assert_eq!(found.links.len(), expected.links.len());
    for (link, asked) in found.links.iter().zip(&expected.links) {
        assert_eq!(link.trace_id, asked.trace_id);
        assert_eq!(link.span_id, asked.span_id);
        assert_eq!((link.flags, &link.state), (asked.flags, &asked.state));
        assert_eq!(link.dropped_attributes, asked.dropped_attributes);
        same_pairs(&link.attributes, &asked.attributes);
    }
    let dropped = |span: &Span| {
        [
            span.dropped_attributes,
            span.dropped_events,
            span.dropped_links,
        ]
    };
    assert_eq!(dropped(found), dropped(expected), "dropped");
    assert_eq!(
        (&found.error, found.is_ok),
        (&expected.error, expected.is_ok)
    );
}

fn same_pairs(found: &Pairs, expected: &Pairs) {
    let keys = |pairs: &Pairs| pairs.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(found), keys(expected));
    for ((key, value), (_, asked)) in found.iter().zip(expected) {
        assert!(is_cut(value, asked), "{key:?}: {value:?} of {asked:?}");
    }
}

/// Whether a value is what was given, cut to the limit if it is longer.
fn is_cut(found: &Value, given: &Value) -> bool {
    match (found, given) {
        (Value::Bool(found), Value::Bool(given)) => found == given,
        (Value::I64(found), Value::I64(given)) => found == given,
        (Value::F64(found), Value::F64(given)) => found.to_bits() == given.to_bits(),
        (Value::Str(found), Value::Str(given)) => found == cut(given),
        (Value::Bools(found), Value::Bools(given)) => found[..] == *first(given, VALUE_LENGTH),
        (Value::I64s(found), Value::I64s(given)) => found[..] == *first(given, VALUE_LENGTH / 8),
        (Value::F64s(found), Value::F64s(given)) => {
            let bits = |list: &[f64]| list.iter().map(|item| item.to_bits()).collect::<Vec<_>>();
            bits(found) == bits(first(given, VALUE_LENGTH / 8))
        }
        (Value::Strs(found), Value::Strs(given)) => is_cut_list(found, given),
        _ => false,
    }
}

fn first<T>(list: &[T], most: usize) -> &[T] {
    &list[..list.len().min(most)]
}

/// The beginning of the list, of which only the last text may be cut; all of it
/// where texts are few and short.
fn is_cut_list<T: AsRef<str>>(found: &[T], given: &[T]) -> bool {
    let bytes = |list: &[T]| list.iter().map(|text| text.as_ref().len()).sum::<usize>();
    let fits = bytes(given) + given.len() * 24 <= VALUE_LENGTH;
    let length = if fits {
        found.len() == given.len()
    } else {
        found.len() <= given.len()
    };
    let all_but_last = found.len().saturating_sub(1);
    length
        && bytes(found) <= VALUE_LENGTH
        && (given.is_empty() || !found.is_empty())
        && found
            .iter()
            .zip(given)
            .enumerate()
            .all(|(at, (found, given))| {
                let (found, given) = (found.as_ref(), given.as_ref());
                let may_be_cut = at == all_but_last && !fits;
                found == given || (may_be_cut && given.starts_with(found))
            })
}
