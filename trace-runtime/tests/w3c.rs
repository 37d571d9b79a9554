//! The cases of the W3C trace-context validation suite, kept as data: a request
//! comes in, and what goes out to the next service is looked at.

#[path = "vectors/rows.rs"]
mod rows;

use rows::{Headers, headers, rows};
use trace_runtime::context::TraceState;
use trace_runtime::{SpanContext, Trust, propagation};

const TRACE_ID: &str = "12345678901234567890123456789012";
const PARENT_ID: &str = "1234567890123456";

/// What a service sends on that calls another one for this request.
async fn sent_on(request: &Headers) -> Headers {
    let inbound = propagation::extract(request);
    trace_runtime::run_inbound(inbound, Trust::Continue, "callback", async |cx| {
        let mut outgoing = Headers::new();
        cx.inject(&mut outgoing);
        outgoing
    })
    .await
}

fn value<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    let mut values = headers.iter().filter(|(header, _)| header == name);
    let value = values.next().map(|(_, value)| value.as_str());
    assert_eq!(values.next(), None, "{name} was sent twice");
    value
}

#[tokio::test]
async fn what_comes_in_goes_on_as_the_suite_asks() {
    let rows = rows(include_str!("vectors/w3c_suite.txt"));
    assert_eq!(rows.len(), 80);
    for row in rows {
        let [name, request, trace, expected @ ..] = row.as_slice() else {
            panic!("{row:?}")
        };
        let request = headers(request);
        let outgoing = sent_on(&request).await;

        let parent = value(&outgoing, "traceparent").expect(name);
        assert_eq!(&parent[..3], "00-", "{name}");
        let context = SpanContext::from_traceparent(parent).expect(name);
        let same = context.trace_id().to_string() == TRACE_ID;
        assert_eq!(if same { "same" } else { "new" }, trace, "{name}");
        assert_ne!(context.span_id().to_string(), PARENT_ID, "{name}");

        let state = value(&outgoing, "tracestate").unwrap_or_default();
        let expected = expected.first().map_or("", String::as_str);
        assert_eq!(state, expected, "{name}");
        let again = TraceState::parse(state).expect(name);
        assert_eq!(again.as_str(), expected, "{name}");

        // The random flag belongs to the trace id: it stays as it was, and a new
        // id, being random, has it.
        let random = !same || name.starts_with("propagates_random_flag");
        assert_eq!(context.flags().is_random(), random, "{name}");
    }
}
