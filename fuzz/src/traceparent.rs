//! `traceparent`: agrees with a second parser, and what is written again means
//! the same.

use trace_runtime::SpanContext;

use crate::reference::traceparent::{Parent, parse};

/// Checks the parser with the value `data`.
pub fn check(data: &[u8]) {
    let Ok(value) = std::str::from_utf8(data) else {
        return;
    };
    let context = SpanContext::from_traceparent(value);
    let parsed = context.as_ref().ok().map(fields);
    assert_eq!(parsed, parse(value), "{value:?}");

    let Ok(context) = context else { return };
    assert!(context.is_remote());
    assert!(context.trace_state().is_empty());
    let written = context.to_traceparent();
    let written = std::str::from_utf8(&written).expect("ASCII");
    assert!(
        written.starts_with("00-") && written.len() == 55,
        "{written}"
    );
    assert_eq!(
        SpanContext::from_traceparent(written),
        Ok(context),
        "{value:?}"
    );
}

fn fields(context: &SpanContext) -> Parent {
    Parent {
        trace_id: format!("{:032x}", context.trace_id().to_u128()),
        parent_id: format!("{:016x}", context.span_id().to_u64()),
        flags: context.flags().to_u8(),
    }
}
