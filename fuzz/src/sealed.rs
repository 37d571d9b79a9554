//! A sealed contract from JSON: whatever stands there, there is a contract, and
//! what it is written as again is read as the same.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use trace_runtime::{Carried, SealedContract};

use crate::carrier::Lines;
use crate::expected::{self, Expected};
use trace_runtime::propagation::Format;

/// Checks reading `data` as a sealed contract, and as part of a message.
pub fn check(data: &[u8]) {
    let sealed = serde_json::from_slice::<SealedContract>(data);
    if serde_json::from_slice::<IgnoredAny>(data).is_err() {
        assert!(sealed.is_err(), "{sealed:?}");
        return;
    }
    let message = message(data);
    assert_eq!(sealed.is_ok(), message.is_ok(), "{message:?}");
    // Some JSON is no value: a number beyond all limits, half of a character.
    let value = serde_json::from_slice::<Value>(data);
    assert_eq!(sealed.is_ok(), value.is_ok(), "{sealed:?}");
    let (Ok(sealed), Ok(value)) = (sealed, value) else {
        return;
    };
    // What is no map has no headers in it.
    let fields = value.as_object().cloned().unwrap_or_default();
    matches_headers(&sealed, &fields);
    same_again(&sealed);
    if let Ok(message) = message {
        let wire = serde_json::to_string(&message).expect("can be written");
        let again: Carried<u32> = serde_json::from_str(&wire).expect("what we write, we read");
        assert_eq!(again.open_sync("consume", |_, payload| payload), 7);
    }
}

fn message(data: &[u8]) -> Result<Carried<u32>, serde_json::Error> {
    let mut message = br#"{"payload":7,"trace":"#.to_vec();
    message.extend_from_slice(data);
    message.push(b'}');
    serde_json::from_slice(&message)
}

/// It belongs to the trace that the headers name, by the second parsers.
fn matches_headers(sealed: &SealedContract, fields: &Map<String, Value>) {
    let lines = fields
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.as_bytes().to_vec())));
    let expected = expected::read(
        &[Format::TraceContext, Format::Baggage],
        &Lines(lines.collect()),
    );
    let Expected {
        parent,
        baggage,
        correlation_id,
        ..
    } = expected;
    if let Some(parent) = &parent {
        assert_eq!(sealed.trace_id().to_string(), parent.trace_id);
    }
    assert_eq!(sealed.baggage().to_string(), baggage);
    let correlation_id = correlation_id.unwrap_or_else(|| sealed.trace_id().to_string());
    assert_eq!(sealed.correlation_id().as_str(), correlation_id);
}

/// Text and back: trace, span if there is one, baggage, correlation id; and the
/// text is the same from then on.
fn same_again(sealed: &SealedContract) {
    let text = serde_json::to_string(sealed).expect("can be written");
    let again: SealedContract = serde_json::from_str(&text).expect("what we write, we read");
    assert_eq!(
        again.baggage().to_string(),
        sealed.baggage().to_string(),
        "{text}"
    );
    assert_eq!(again.correlation_id(), sealed.correlation_id(), "{text}");
    if sealed.span_id().is_some() {
        assert_eq!(again.trace_id(), sealed.trace_id(), "{text}");
        assert_eq!(
            again.trace_flags().is_sampled(),
            sealed.trace_flags().is_sampled()
        );
    }
}
