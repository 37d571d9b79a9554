//! What Prometheus reads.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use test_servers::{promtool, promtool_check_metrics};
use trace_model::otlp::{Batch, Limits, Signal, write_trace};
use trace_store::embedded::{self, EmbeddedStore};
use trace_store::forward::{self, Forward};
use trace_store::{MemoryStore, Store};
use trace_viewer::api::{self, Settings};

use crate::support::{get, order};

async fn pay(store: &dyn Store) {
    let mut trace = order();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("it is later than 1970");
    for span in &mut trace.spans {
        let duration = span.duration_nanos();
        span.start_unix_nanos = now.as_nanos() as u64;
        span.end_unix_nanos = span.start_unix_nanos + duration;
        span.name = format!("{} \"\\\n", span.name).into();
    }
    let (spans, _) = write_trace(&trace);
    let read = Batch::read(Signal::Traces, Bytes::from(spans), &Limits::default());
    let (batch, _) = read.expect("what we encode is OTLP");
    store
        .write(batch)
        .await
        .expect("a store in memory takes everything");
}

#[tokio::test]
async fn what_the_spans_say_is_read_by_prometheus() {
    let store = Arc::new(MemoryStore::new());
    let router = api::router(store.clone(), Settings::default());
    pay(&*store).await;
    let answer = get(&router, "/metrics").await;
    assert_eq!(
        answer.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = answer.text();
    let has = |line: &str| assert!(text.lines().any(|other| other == line), "{line}\n{text}");
    let of_orders =
        r#"service="orders",span_name="POST /orders \"\\\n",span_kind="SPAN_KIND_SERVER""#;
    has(&format!(
        "traces_spanmetrics_calls_total{{{of_orders},status_code=\"STATUS_CODE_ERROR\"}} 1"
    ));
    has(&format!(
        "traces_spanmetrics_calls_total{{{of_orders},status_code=\"STATUS_CODE_UNSET\"}} 0"
    ));
    has(&format!(
        "traces_spanmetrics_latency_bucket{{{of_orders},le=\"0.064\"}} 0"
    ));
    has(&format!(
        "traces_spanmetrics_latency_bucket{{{of_orders},le=\"0.128\"}} 1"
    ));
    has(&format!(
        "traces_spanmetrics_latency_bucket{{{of_orders},le=\"+Inf\"}} 1"
    ));
    has(&format!(
        "traces_span_duration_seconds_count{{{of_orders}}} 1"
    ));
    has(&format!(
        "traces_span_duration_seconds_sum{{{of_orders}}} 0.0799985"
    ));
    let edge = r#"client="gateway",server="orders""#;
    has(&format!("traces_service_graph_request_total{{{edge}}} 1"));
    has(&format!(
        "traces_service_graph_request_failed_total{{{edge}}} 1"
    ));
    has(&format!(
        "traces_service_graph_request_server_seconds_count{{{edge}}} 1"
    ));
    has("trace_viewer_spans_taken_total 2");
    has("trace_viewer_traces 1");

    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trace-viewer-metrics.txt");
    std::fs::write(&file, &answer.body).unwrap();
    promtool_check_metrics(&file).unwrap();

    pay(&*store).await;
    let text = get(&router, "/metrics").await.text();
    assert!(
        text.contains(&format!("traces_service_graph_request_total{{{edge}}} 2\n")),
        "{text}"
    );
}

#[tokio::test]
async fn a_new_viewer_has_metrics_too() {
    let router = api::router(Arc::new(MemoryStore::new()), Settings::default());
    let text = get(&router, "/metrics").await.text();
    assert!(
        text.contains("\ntrace_viewer_spans_taken_total 0\n"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_sent_on_is_counted_by_what_became_of_it() {
    // Nobody listens there: whoever sends on tries again, for minutes.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let settings = forward::Settings::to(&format!("http://{address}").parse().unwrap());
    let store = Forward::new(Arc::new(MemoryStore::new()), &settings).unwrap();
    let store = Arc::new(store);
    let router = api::router(store.clone(), Settings::default());
    pay(&*store).await;
    let answer = get(&router, "/metrics").await;
    let text = answer.text();
    for line in [
        "trace_viewer_spans_taken_total 2",
        "trace_viewer_forwarded_total{outcome=\"sent\"} 0",
        "trace_viewer_forwarded_total{outcome=\"queue_full\"} 0",
        "trace_viewer_forward_waiting 2",
    ] {
        assert!(text.lines().any(|other| other == line), "{line}\n{text}");
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trace-viewer-forward.txt");
    std::fs::write(&file, &answer.body).unwrap();
    promtool_check_metrics(&file).unwrap();
    let status = get(&router, "/api/viewer/status").await.text();
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["forwarded"]["waiting"], "2");
}

#[tokio::test]
async fn the_alerts_ask_for_what_a_viewer_serves() {
    let deployed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/prometheus");
    let tests = deployed.join("viewer.test.yml");
    promtool(["test", "rules", tests.to_str().unwrap()]).unwrap();

    let folder = tempfile::tempdir().unwrap();
    let mut limited = embedded::Settings::new(folder.path());
    limited.max_bytes = Some(1 << 30);
    let store = EmbeddedStore::open(limited).unwrap();
    let router = api::router(Arc::new(store), Settings::default());
    let page = get(&router, "/metrics").await.text();
    let rules = std::fs::read_to_string(deployed.join("viewer.yml")).unwrap();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = rules.split(|c| !is_part(c));
    let named: Vec<_> = words
        .filter(|word| word.starts_with("trace_viewer_"))
        .collect();
    assert_eq!(named.len(), 4, "{named:?}");
    for name in named {
        assert!(page.contains(&format!("\n{name} ")), "{name}: {page}");
    }
}
