//! `baggage`: agrees with a second parser and a second writer; what is sent is
//! within the limits and comes back the same.

use trace_runtime::context::Baggage;
use trace_runtime::propagation::{Format, Propagators};

use crate::input;
use crate::reference::baggage::{self, MAX_BYTES, MAX_MEMBERS, Member};

/// Checks the parser with the list `data`, and changes to it: the first line, if
/// there are several, is `key=value` to set.
pub fn check(data: &[u8]) {
    let mut lines = input::lines(data);
    let first = lines.next().unwrap_or_default();
    let (change, list) = match lines.next() {
        Some(list) => (first, list),
        None => (Vec::new(), first),
    };
    let list = list.as_slice();
    let baggage = extract(list);
    let expected = baggage::parse(list);
    assert_eq!(pairs(&baggage), pairs_of(&expected), "{}", shown(list));
    assert_eq!(
        baggage.to_string(),
        baggage::format(&expected),
        "{}",
        shown(list)
    );
    if let Ok(text) = std::str::from_utf8(list) {
        assert_eq!(Baggage::parse(text), baggage, "{text:?}");
    }
    can_be_sent(&baggage);

    let change = std::str::from_utf8(&change).ok();
    if let Some((key, value)) = change.and_then(|change| change.split_once('=')) {
        set(&baggage, key, value);
    }
}

/// As bytes, the way a header comes in.
fn extract(list: &[u8]) -> Baggage {
    let line = crate::carrier::Lines(vec![("baggage".to_owned(), list.to_vec())]);
    Propagators::only([Format::Baggage]).extract(&line).baggage
}

fn set(baggage: &Baggage, key: &str, value: &str) {
    let changed = baggage.with(key, value);
    can_be_sent(&changed);
    if !baggage::is_key(key) {
        assert_eq!(changed, *baggage, "{key:?} cannot be sent");
        return;
    }
    assert_eq!(changed.get(key).as_deref(), Some(value));
    let others = pairs(baggage).into_iter().filter(|(other, _)| other != key);
    let expected: Vec<_> = others.chain([(key.to_owned(), value.to_owned())]).collect();
    assert_eq!(pairs(&changed), expected);
    let without = changed.without(key);
    assert_eq!(without.get(key), None);
    assert_eq!(pairs(&without), expected[..expected.len() - 1]);
}

/// What we would send is within the limits, and reading it changes nothing more.
fn can_be_sent(baggage: &Baggage) {
    let sent = baggage.to_string();
    assert!(sent.len() <= MAX_BYTES, "{} bytes", sent.len());
    assert!(
        sent.bytes().all(|byte| matches!(byte, b'!'..=b'~')),
        "{sent:?}"
    );
    let again = Baggage::parse(&sent);
    assert!(again.iter().count() <= MAX_MEMBERS);
    assert_eq!(again.to_string(), sent);
    // Whole members in their order, and all of them where they fit.
    let mut before = pairs(baggage).into_iter();
    for pair in pairs(&again) {
        assert!(
            before.any(|member| member == pair),
            "{pair:?} is not of {baggage:?}"
        );
    }
}

fn pairs(baggage: &Baggage) -> Vec<(String, String)> {
    let pairs = baggage.iter();
    pairs
        .map(|(key, value)| (key.to_owned(), value.into_owned()))
        .collect()
}

fn pairs_of(members: &[Member]) -> Vec<(String, String)> {
    let pairs = members.iter();
    pairs
        .map(|member| (member.key.clone(), member.value.clone()))
        .collect()
}

fn shown(list: &[u8]) -> String {
    String::from_utf8_lossy(list).into_owned()
}
