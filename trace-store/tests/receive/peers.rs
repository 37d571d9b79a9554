//! The SDKs of OpenTelemetry for Python and Node.js send a trace, unchanged: what arrives is
//! what they recorded.

use std::collections::HashMap;

use test_servers::{Node, Python, Script};
use trace_model::{Link, Span, SpanKind, Status, Trace, Value};
use trace_store::Store;

use crate::support::{Running, attribute};

const OF_PYTHON: [&str; 3] = [
    "opentelemetry-exporter-otlp-proto-grpc==1.45.2",
    "opentelemetry-exporter-otlp-proto-http==1.45.2",
    "opentelemetry-sdk==1.45.2",
];

const OF_NODE: [&str; 11] = [
    "@opentelemetry/api@1.9.1",
    "@opentelemetry/api-logs@0.223.1",
    "@opentelemetry/exporter-logs-otlp-grpc@0.223.1",
    "@opentelemetry/exporter-logs-otlp-http@0.223.1",
    "@opentelemetry/exporter-logs-otlp-proto@0.223.1",
    "@opentelemetry/exporter-trace-otlp-grpc@0.223.1",
    "@opentelemetry/exporter-trace-otlp-http@0.223.1",
    "@opentelemetry/exporter-trace-otlp-proto@0.223.1",
    "@opentelemetry/resources@2.12.1",
    "@opentelemetry/sdk-logs@0.223.1",
    "@opentelemetry/sdk-trace-node@2.12.1",
];

fn python() -> Script {
    let python = Python::with(&OF_PYTHON).unwrap();
    python.script(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/receive/peers/send.py"
    ))
}

fn node() -> Script {
    let node = Node::with(&OF_NODE).unwrap();
    node.script(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/receive/peers/send.cjs"
    ))
}

/// Lets a script send its trace, and looks at what arrived.
async fn sent_by(script: fn() -> Script, protocol: &str, compression: &str) {
    let receiver = Running::start().await;
    let address = receiver.address.to_string();
    let [protocol, compression] = [protocol, compression].map(str::to_owned);
    let printed = std::thread::scope(|scope| {
        let run = || script().arg(protocol).arg(compression).arg(address).run();
        scope.spawn(run).join().expect("it does not panic")
    });
    let ids: HashMap<String, String> = serde_json::from_str(&printed.unwrap()).unwrap();

    let id = ids["trace"].parse().unwrap();
    let trace = receiver.store.trace(id).await.unwrap().value.unwrap().trace;
    look_at(&trace, &ids);
    let linked = ids["linked_trace"].parse().unwrap();
    let linked = receiver.store.trace(linked).await.unwrap().value.unwrap();
    assert_eq!(
        linked.trace.spans[0].span_id.to_string(),
        ids["linked_span"]
    );
    let status = receiver.store.status().await;
    assert_eq!((status.spans_taken, status.logs_taken), (602, 1));
}

fn look_at(trace: &Trace, ids: &HashMap<String, String>) {
    let root = trace
        .spans
        .iter()
        .find(|span| span.parent.is_none())
        .unwrap();
    assert_eq!(root.span_id.to_string(), ids["span"]);
    assert_eq!(&*root.name, "POST /größer/日本語/😀");
    assert_eq!(root.kind, SpanKind::Server);
    assert_eq!(root.start_unix_nanos, 1_700_000_000_000_000_001);
    assert_eq!(root.end_unix_nanos, 1_700_000_001_000_000_003);
    let message = "größer failed".into();
    assert_eq!(root.status, Status::Error { message });
    assert_eq!(&*root.service(), "größer");
    assert_eq!((&*root.scope.name, &*root.scope.version), ("peer", "1.2.3"));
    attributes_of(root);

    let [event] = &root.events[..] else {
        panic!("one event was sent: {:?}", root.events);
    };
    assert_eq!(&*event.name, "größer");
    assert_eq!(event.unix_nanos, 1_700_000_000_000_000_002);
    assert_eq!(event.attributes, [attribute("place", 1)]);
    let [
        Link {
            trace_id,
            span_id,
            attributes,
            ..
        },
    ] = &root.links[..]
    else {
        panic!("one link was sent: {:?}", root.links);
    };
    assert_eq!(trace_id.to_string(), ids["linked_trace"]);
    assert_eq!(span_id.to_string(), ids["linked_span"]);
    assert_eq!(*attributes, [attribute("why", "batch")]);

    let mut children: Vec<_> = trace
        .spans
        .iter()
        .filter(|span| span.parent == Some(root.span_id))
        .map(|span| (span.kind, span.name.to_string()))
        .collect();
    let mut expected: Vec<_> = (0..600)
        .map(|number| (SpanKind::Client, format!("child {number}")))
        .collect();
    children.sort();
    expected.sort();
    assert_eq!(children, expected);

    let [line] = &trace.logs[..] else {
        panic!("one line was sent: {:?}", trace.logs);
    };
    assert_eq!(line.span_id, Some(root.span_id));
    assert_eq!(line.unix_nanos, 1_700_000_000_000_000_004);
    assert_eq!((line.severity_number, &*line.severity_text), (13, "WARN"));
    assert_eq!(line.body, "größer 😀".into());
    assert_eq!(line.attributes, [attribute("line", 7)]);
}

fn attributes_of(root: &Span) {
    let list = |values: &[Value]| Value::List(values.to_vec());
    let expected = [
        ("text", "größer 日本語 😀".into()),
        ("empty", "".into()),
        ("bool", true.into()),
        ("int", Value::Int(-42)),
        ("double", 0.1.into()),
        ("texts", list(&["a".into(), "".into(), "ü".into()])),
        ("bools", list(&[true.into(), false.into()])),
        ("ints", list(&[1.into(), Value::Int(-2)])),
        ("doubles", list(&[0.5.into(), (-1.5).into()])),
    ];
    assert_eq!(root.attributes.len(), expected.len());
    for (key, value) in expected {
        assert_eq!(root.get(key), Some(&value), "{key}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn python_over_http() {
    sent_by(python, "http/protobuf", "none").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn python_over_http_compressed() {
    sent_by(python, "http/protobuf", "gzip").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn python_over_grpc() {
    sent_by(python, "grpc", "none").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn python_over_grpc_compressed() {
    sent_by(python, "grpc", "gzip").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_over_http() {
    sent_by(node, "http/protobuf", "none").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_over_http_in_json() {
    sent_by(node, "http/json", "none").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_over_http_in_json_compressed() {
    sent_by(node, "http/json", "gzip").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_over_grpc() {
    sent_by(node, "grpc", "none").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_over_grpc_compressed() {
    sent_by(node, "grpc", "gzip").await;
}
