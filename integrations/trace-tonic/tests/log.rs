//! The log line of a call.

#![allow(clippy::unwrap_used)]

mod common;

use common::{channel, client, serve};
use test_greeter::HelloRequest;
use trace_testing::{LogLines, record};
use tracing_subscriber::layer::SubscriberExt as _;

#[tokio::test(flavor = "current_thread")]
async fn the_end_of_a_call_is_logged_in_its_span() {
    let log = LogLines::new();
    let layer = trace_log::json().writer(log.clone());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    let channel = channel(serve().await);
    let recording = record("test", async |cx| {
        let mut client = client(&channel, cx);
        client.say_hello(HelloRequest::of("Grace")).await.unwrap();
        let call = client.say_hello(HelloRequest::of("Nobody"));
        call.await.unwrap_err();
    })
    .await;

    let mut lines = log.lines();
    lines.retain(|line| {
        line.target()
            .is_some_and(|of| of.starts_with("trace_tonic"))
    });
    let calls: Vec<_> = recording
        .trace
        .spans_named("greeter.Greeter/SayHello")
        .filter(|span| span.kind == trace_runtime::SpanKind::Client)
        .collect();
    assert_eq!((lines.len(), calls.len()), (2, 2));
    for ((line, call), code) in lines.iter().zip(calls).zip(["OK", "NOT_FOUND"]) {
        assert_eq!(line.message(), "call completed");
        assert_eq!(line.level(), Some("DEBUG"));
        assert_eq!(line.field("code").as_deref(), Some(code));
        assert_eq!(
            line.field("method").as_deref(),
            Some("greeter.Greeter/SayHello")
        );
        assert_eq!(line.trace_id(), Some(call.trace_id), "{line}");
        assert_eq!(line.span_id(), Some(call.span_id), "{line}");
    }
}
