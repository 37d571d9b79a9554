//! Pages, as their readers see them: Prometheus for the one form, its client for Python for
//! the other.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::routing::get;
use http::{Request, StatusCode, header};
use test_servers::{Python, promtool_check_metrics};
use tower::ServiceExt as _;
use trace_metrics::{Families, Metrics, RequestDurations};
use trace_runtime::Callback;
use trace_runtime::Trust;
use trace_runtime::integration::expect_context;
use trace_runtime::stats::ContextPlace;
use trace_tower::TraceLayer;

const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0";

fn golden(file: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    PathBuf::from(folder).join(file)
}

/// What the client for Python reads, a line for each metric.
fn read_openmetrics(page: &PathBuf) -> String {
    let python = Python::with(&["prometheus-client==0.24.1"]).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/read.py");
    python.script(script).arg(page).run().unwrap()
}

#[test]
fn each_golden_page_is_read_as_it_is_meant() {
    promtool_check_metrics(&golden("text.txt")).unwrap();
    assert_eq!(
        read_openmetrics(&golden("openmetrics.txt")),
        "orders counter - 2 0\n\
         seconds_spent counter - 1 0\n\
         queue_bytes gauge bytes 1 0\n\
         load gauge - 3 0\n\
         wait_seconds summary seconds 2 0\n\
         request_duration_seconds histogram seconds 5 2"
    );
}

/// A service with everything that this crate has, after a few requests.
async fn app() -> Router {
    let durations = RequestDurations::new();
    let metrics = Metrics::new()
        .source(durations.clone())
        .source(|to: &mut Families| {
            to.gauge("odd", "A label from a hostile place.")
                .sample([("of", "\"}\n# EOF\n")], 1);
        })
        .source(|_: &mut Families| panic!("a source with a bug"));
    let app = Router::new()
        .route("/orders/{id}", get(async || "an order"))
        .route("/fails", get(async || StatusCode::INTERNAL_SERVER_ERROR))
        .route("/metrics", trace_metrics::route(metrics))
        .layer(
            TraceLayer::new(Trust::Restart)
                .on_served(durations.observer())
                .untraced("/metrics"),
        );
    for path in ["/orders/1", "/orders/2", "/fails", "/nowhere"] {
        ask(&app, path, None).await;
    }
    app
}

/// Content type and body.
async fn ask(app: &Router, path: &str, accept: Option<&str>) -> (String, String) {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    if let Some(accept) = accept {
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
    }
    let answer = app.clone().oneshot(request).await.unwrap();
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let kind = kind.map_or("", |kind| kind.to_str().unwrap()).to_owned();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (kind, String::from_utf8(body.to_vec()).unwrap())
}

fn file(name: &str, page: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, page).unwrap();
    path
}

#[tokio::test]
async fn a_service_is_read_in_both_forms() {
    trace_testing::start();
    expect_context(ContextPlace::Sdk("stripe"), false);
    let callback = Callback::expected_from("mail");
    let lost = callback.context().unwrap_err();
    let callback = format!(
        "trace_callbacks_without_context_total{{sdk=\"mail\",callback=\"{}:{}\"}} 1",
        lost.at().file(),
        lost.at().line(),
    );
    expect_context(ContextPlace::LogLine("odd \"target\""), true);
    let app = app().await;
    let (kind, text) = ask(&app, "/metrics", None).await;
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
    promtool_check_metrics(&file("live-text.txt", &text)).unwrap();
    for line in [
        "context_expected_total{where=\"sdk:stripe\"} 1",
        "context_lost_total{where=\"sdk:stripe\"} 1",
        "context_lost_total{where=\"sdk:mail\"} 1",
        &callback,
        "context_lost_total{where=\"log:odd \\\"target\\\"\"} 0",
        "context_lost_total{where=\"span\"} 0",
        "trace_spans_dropped_total{reason=\"buffer_full\"} 0",
        "http_server_request_duration_seconds_count{http_request_method=\"GET\",\
         http_response_status_code=\"200\",http_route=\"/orders/{id}\"} 2",
        "http_server_request_duration_seconds_count{http_request_method=\"GET\",\
         http_response_status_code=\"500\",http_route=\"/fails\"} 1",
        "http_server_request_duration_seconds_count{http_request_method=\"GET\",\
         http_response_status_code=\"404\"} 1",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    assert!(
        !text.contains("# EOF\n# ") && !text.contains(" # {"),
        "{text}"
    );

    let (kind, open) = ask(&app, "/metrics", Some(OPENMETRICS)).await;
    assert_eq!(kind, format!("{OPENMETRICS}; charset=utf-8"));
    let read = read_openmetrics(&file("live-openmetrics.txt", &open));
    let families: Vec<_> = read.lines().collect();
    let durations = "http_server_request_duration_seconds histogram seconds 54 ";
    let durations = families.iter().find_map(|it| it.strip_prefix(durations));
    // The two orders may be in one bucket.
    let exemplars: u32 = durations.expect(&read).parse().unwrap();
    assert!((3..=4).contains(&exemplars), "{exemplars}");
    assert!(families.contains(&"odd gauge - 1 0"), "{read}");
}

#[tokio::test]
async fn an_exemplar_names_a_trace_that_there_is() {
    trace_testing::start();
    let app = app().await;
    let (_, page) = ask(&app, "/metrics", Some(OPENMETRICS)).await;
    let line = page
        .lines()
        .find(|it| it.contains("/fails") && it.contains(" # {"));
    let (_, exemplar) = line.unwrap().split_once("trace_id=\"").unwrap();
    let trace = trace_testing::trace_of(exemplar[..32].parse().unwrap()).await;
    let names: Vec<_> = trace
        .unwrap()
        .spans()
        .iter()
        .map(|it| it.name.clone())
        .collect();
    assert_eq!(names, ["GET /fails"]);
}

#[tokio::test]
async fn a_scrape_is_no_request() {
    trace_testing::start();
    let app = app().await;
    ask(&app, "/metrics", None).await;
    let (_, page) = ask(&app, "/metrics", None).await;
    assert!(!page.contains("http_route=\"/metrics\""), "{page}");
}
