//! The log line of a completed request.

#![allow(clippy::unwrap_used)]

use tokio::net::TcpListener;
use trace_testing::{LogLines, record};
use tracing_subscriber::layer::SubscriberExt as _;

#[tokio::test(flavor = "current_thread")]
async fn a_completion_is_logged_inside_of_the_span() {
    let log = LogLines::new();
    let layer = trace_log::json().writer(log.clone());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?token=s3cret", listener.local_addr().unwrap());
    let app = axum::Router::new().route("/", axum::routing::get(|| async { "ok" }));
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    tokio::spawn(async move { axum::serve(listener, app).await });

    let client = trace_reqwest::Client::new();
    let recording = record("test", async |cx| {
        client.traced(cx).get(&url).send().await.unwrap();
        let refused = client.traced(cx).get("http://127.0.0.1:9/?token=s3cret");
        refused.send().await.unwrap_err();
    })
    .await;

    let mut lines = log.lines();
    lines.retain(|line| {
        line.target()
            .is_some_and(|of| of.starts_with("trace_reqwest"))
    });
    let said: Vec<_> = lines.iter().map(|line| line.message()).collect();
    assert_eq!(said, ["request answered", "request failed"]);
    assert_eq!(lines[0].field("status").as_deref(), Some("200"));
    for (line, span) in lines.iter().zip(&recording.trace.spans()[1..]) {
        assert_eq!(line.level(), Some("DEBUG"));
        assert_eq!(line.trace_id(), Some(span.trace_id), "{line}");
        assert_eq!(line.span_id(), Some(span.span_id), "{line}");
        let text = line.text();
        assert!(
            text.contains("token=REDACTED") && !text.contains("s3cret"),
            "{text}"
        );
    }
}
