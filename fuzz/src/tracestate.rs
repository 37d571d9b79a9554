//! `tracestate`: agrees with a second parser; what is changed can still be sent,
//! and is read as it was meant.

use trace_runtime::context::TraceState;

use crate::input;
use crate::reference::tracestate::{self, MAX_BYTES, MAX_MEMBERS};

/// Checks the parser with the list `data`, and a change to it: the first line,
/// if there are several, is `key=value` to set.
pub fn check(data: &[u8]) {
    let Ok(text) = String::from_utf8(input::lines(data).collect::<Vec<_>>().join(&b'\n')) else {
        return;
    };
    let (change, list) = text.split_once('\n').unwrap_or(("", &text));
    let state = TraceState::parse(list);
    let expected = tracestate::parse(list);
    assert_eq!(state.as_ref().ok().map(members), expected, "{list:?}");

    let state = state.unwrap_or_default();
    can_be_sent(&state);
    if let Some((key, value)) = change.split_once('=') {
        set(&state, key, value);
    }
}

fn set(state: &TraceState, key: &str, value: &str) {
    let changed = state.with(key, value);
    let allowed = tracestate::is_key(key) && tracestate::is_value(value);
    assert_eq!(changed.is_ok(), allowed, "{key:?}={value:?}");
    let Ok(changed) = changed else { return };
    can_be_sent(&changed);

    let after = members(&changed);
    assert_eq!(after[0], (key.to_owned(), value.to_owned()));
    assert_eq!(changed.get(key), Some(value));
    // The others are those of before in their order, but for what had to go.
    let mut before = members(state).into_iter().filter(|(other, _)| other != key);
    for member in &after[1..] {
        assert!(
            before.any(|old| old == *member),
            "{member:?} is not of {state:?}"
        );
    }
    let whole = state.as_str().len() + key.len() + value.len() + 2;
    if whole <= MAX_BYTES && state.members().count() < MAX_MEMBERS {
        let kept = members(state)
            .iter()
            .filter(|(other, _)| other != key)
            .count();
        assert_eq!(after.len(), kept + 1, "nothing had to go of {state:?}");
    }
}

/// What we would send is within the limits, and we read it as what it is.
fn can_be_sent(state: &TraceState) {
    let text = state.as_str();
    assert!(text.len() <= MAX_BYTES);
    assert!(state.members().count() <= MAX_MEMBERS);
    assert!(
        text.bytes().all(|byte| matches!(byte, b' '..=b'~')),
        "{text:?}"
    );
    assert_eq!(TraceState::parse(text).as_ref(), Ok(state), "{text:?}");
    assert_eq!(state.is_empty(), text.is_empty());
}

fn members(state: &TraceState) -> Vec<(String, String)> {
    let members = state.members();
    members
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}
