//! Ids as text: exactly what their grammar allows, and nothing else.

use std::fmt::Display;
use std::str::FromStr;

use trace_runtime::{CorrelationId, SpanId, TraceId};

use crate::reference::grammar::{hex_digit_lower, is_zeros, repeated};

/// Checks all kinds of ids with the text `data`.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let hex = |digits| repeated(text, digits, digits, hex_digit_lower) && !is_zeros(text);
    agrees::<TraceId>(text, hex(32));
    agrees::<SpanId>(text, hex(16));
    let allowed =
        |character: char| matches!(character, 'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '-');
    agrees::<CorrelationId>(text, repeated(text, 1, 64, allowed));

    if let Ok(id) = text.parse::<TraceId>() {
        assert_eq!(u128::from_str_radix(text, 16), Ok(id.to_u128()));
        assert_eq!(id.to_hex(), data);
        assert_eq!(TraceId::from_u128(id.to_u128()), Some(id));
        assert_eq!(CorrelationId::from(id).as_str(), text);
    }
    if let Ok(id) = text.parse::<SpanId>() {
        assert_eq!(u64::from_str_radix(text, 16), Ok(id.to_u64()));
        assert_eq!(id.to_hex(), data);
        assert_eq!(SpanId::from_u64(id.to_u64()), Some(id));
    }
}

/// It is parsed if and only if it is valid, and is then shown as it was.
fn agrees<T: FromStr<Err: Display> + Display>(text: &str, valid: bool) {
    match text.parse::<T>() {
        Ok(id) => {
            assert!(valid, "{text:?}");
            assert_eq!(id.to_string(), text);
        }
        Err(error) => {
            assert!(!valid, "{text:?}: {error}");
            // A message for people, which quotes nothing of the text.
            assert!(!error.to_string().chars().any(char::is_control), "{error}");
        }
    }
}
