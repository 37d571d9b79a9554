//! A service that is traced by this workspace, from a request of its caller to the sentence in
//! the terminal.

#![expect(
    clippy::disallowed_methods,
    reason = "what is around the service belongs to no trace"
)]
#![allow(clippy::unwrap_used)]
#![allow(dead_code)] // `program` has more than is needed here

#[path = "terminal/program.rs"]
mod program;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::post;
use tower::ServiceExt;
use trace_otel::{Config, Endpoint, Otlp};
use trace_runtime::{Trust, traced};
use trace_tower::{Inbound, TraceLayer};

use program::Viewer;

#[traced]
async fn pay(cx: Inbound) -> &'static str {
    let charged = cx.spawn("charge card", async move |_cx| {
        tokio::time::sleep(Duration::from_millis(30)).await;
    });
    charged.await.expect("the charge ends");
    "paid"
}

#[tokio::test]
async fn a_payment_is_found_by_its_callers_name_and_explained() {
    let viewer = Viewer::start();
    let endpoint: Endpoint = format!("http://{}", viewer.otlp_http).parse().unwrap();
    let (config, _) = Config::from_lookup(|_| None);
    let pipeline = config
        .service_name("payments")
        .otlp(Otlp::http(endpoint.for_traces()))
        .on_notice(|_| {})
        .install()
        .unwrap();

    let app = Router::new().route("/payments", post(pay));
    let app = app.layer(TraceLayer::new(Trust::Continue));
    let request = Request::post("/payments").header("x-correlation-id", "order-42");
    let answer = app
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let id = answer.headers()["x-trace-id"].to_str().unwrap().to_owned();
    // The span ends with the body.
    drop(answer);
    let delivered = tokio::task::spawn_blocking(move || pipeline.shutdown(Duration::from_secs(10)));
    delivered.await.unwrap().unwrap();

    let by_name = viewer.shown(&["get", "order-42"]);
    let by_id = viewer.shown(&["get", &id]);
    assert_eq!(by_name, by_id);
    for part in ["▸ POST /payments", "charge card", &id] {
        assert!(by_id.contains(part), "{part}:\n{by_id}");
    }
    let last = by_id.lines().last().unwrap();
    assert!(last.starts_with("`payments` is the bottleneck: "), "{last}");
    assert!(last.ends_with("in `charge card` (1 call)"), "{last}");
}
