//! Traces as they come.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use bytes::Bytes;
use http_body_util::BodyExt;
use tower::ServiceExt;
use trace_model::otlp::{Batch, Limits, Signal, write_trace};
use trace_store::{MemoryStore, Store};
use trace_viewer::api::{self, Settings};

use crate::support::job;

#[tokio::test]
async fn a_trace_is_an_event() {
    let store = Arc::new(MemoryStore::new());
    let router = api::router(store.clone(), Settings::default());
    let request = Request::get("/api/viewer/tail").header("host", "localhost");
    let answer = router
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let (spans, _) = write_trace(&job());
    let read = Batch::read(Signal::Traces, Bytes::from(spans), &Limits::default());
    store.write(read.unwrap().0).await.unwrap();
    let mut body = answer.into_body();
    let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
    let event = String::from_utf8(frame.to_vec()).unwrap();
    let json = event.strip_prefix("data: ").unwrap().trim_end();
    let line: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(line["traceId"], "00000000000000000000000000000ab1");
    assert_eq!(line["rootOperation"], "<script>alert(1)</script>");
}
