//! The log line of a completed request.

#![allow(clippy::unwrap_used)]

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tracing::field::{Field, Visit};
use tracing::span;
use tracing::{Event, Level, Metadata, Subscriber};

/// Keeps the events of this crate as text, with the span that was current.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target().starts_with("trace_reqwest")
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = event.metadata().level().to_string();
        event.record(&mut Text(&mut line));
        let trace_id = trace_runtime::current().map(|sealed| sealed.trace_id().to_string());
        write!(line, " in {}", trace_id.unwrap_or_default()).unwrap();
        self.0.lock().unwrap().push(line);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Text<'a>(&'a mut String);

impl Visit for Text<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_completion_is_logged_inside_of_the_span() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?token=s3cret", listener.local_addr().unwrap());
    let app = axum::Router::new().route("/", axum::routing::get(|| async { "ok" }));
    tokio::spawn(async move { axum::serve(listener, app).await });

    let client = trace_reqwest::Client::new();
    let trace_id = trace_runtime::run("test", async |cx| {
        client.traced(cx).get(&url).send().await.unwrap();
        client
            .traced(cx)
            .get("http://127.0.0.1:9/?token=s3cret")
            .send()
            .await
            .unwrap_err();
        cx.trace_id()
    })
    .await;

    let lines = lines.0.lock().unwrap();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].contains("request answered") && lines[0].contains("status=200"),
        "{lines:?}"
    );
    assert!(lines[1].contains("request failed"), "{lines:?}");
    for line in lines.iter() {
        assert!(line.starts_with(Level::DEBUG.as_str()), "{line}");
        assert!(
            line.contains("token=REDACTED") && !line.contains("s3cret"),
            "{line}"
        );
        assert!(line.ends_with(&format!(" in {trace_id}")), "{line}");
    }
}
