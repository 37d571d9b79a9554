//! OTLP/HTTP.

use http::StatusCode;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;
use trace_model::otlp::Limits;
use trace_model::otlp::json::{write_logs_data, write_traces_data};
use trace_store::receive::{Server, Settings};

use crate::support::{GZIP, JSON, PROTOBUF, Running, gzip, lines, spans, trace};

#[tokio::test]
async fn spans_and_lines_are_taken_with_an_empty_answer_of_the_same_type() {
    let receiver = Running::start().await;
    for (path, body) in [("/v1/traces", spans(1)), ("/v1/logs", lines(1))] {
        let answer = receiver.post(path, &[PROTOBUF], body).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "application/x-protobuf");
        assert!(answer.body.is_empty());
    }
    assert_eq!(receiver.trace(1).await, Some(trace(1)));
}

#[tokio::test]
async fn an_inflated_body_is_the_same() {
    let receiver = Running::start().await;
    let answer = receiver
        .post("/v1/traces", &[PROTOBUF, GZIP], gzip(&spans(1)))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(receiver.trace(1).await.unwrap().spans, trace(1).spans);
}

#[tokio::test]
async fn what_costs_too_much_is_refused_alone_and_counted() {
    let settings = Settings {
        limits: Limits {
            span_bytes: 200,
            ..Limits::default()
        },
        ..Settings::default()
    };
    let receiver = Running::with(settings, Server::default()).await;
    let mut both = trace(1);
    let mut long = both.spans[0].clone();
    long.name = "x".repeat(200).into();
    both.spans.push(long);
    let (body, _) = trace_model::otlp::write_trace(&both);
    let answer = receiver.post("/v1/traces", &[PROTOBUF], body).await;
    assert_eq!(answer.status, StatusCode::OK);
    let partial = ExportTraceServiceResponse::decode(answer.body)
        .unwrap()
        .partial_success
        .unwrap();
    assert_eq!(partial.rejected_spans, 1);
    let why = partial.error_message;
    assert!(why.ends_with("bytes, where 200 are allowed"), "{why}");
    assert_eq!(receiver.trace(1).await.unwrap().spans, trace(1).spans);
}

#[tokio::test]
async fn metrics_are_not_found_with_words() {
    let receiver = Running::start().await;
    let answer = receiver.post("/v1/metrics", &[JSON], b"{}".to_vec()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let status: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(status["code"], 12);
    let message = status["message"].as_str().unwrap();
    assert!(message.contains("OTEL_METRICS_EXPORTER=none"), "{message}");
}

#[tokio::test]
async fn other_paths_are_not_found() {
    let receiver = Running::start().await;
    for path in ["/", "/v1/profiles", "/opentelemetry.proto.Other/Export"] {
        let answer = receiver.post(path, &[PROTOBUF], Vec::new()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn json_is_taken_and_answered_in_json() {
    let receiver = Running::start().await;
    let (spans, lines) = (write_traces_data(&trace(1)), write_logs_data(&trace(1)));
    for (path, text) in [("/v1/traces", spans), ("/v1/logs", lines)] {
        let body = gzip(text.as_bytes());
        let answer = receiver.post(path, &[JSON, GZIP], body).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(&answer.body[..], b"{}");
    }
    assert_eq!(receiver.trace(1).await, Some(trace(1)));
}

#[tokio::test]
async fn what_is_refused_in_json_is_counted_as_a_text() {
    let receiver = Running::start().await;
    let text = write_traces_data(&trace(1)).replace("\"name\"", "\"kind\":\"server\",\"name\"");
    let answer = receiver
        .post("/v1/traces", &[JSON], text.into_bytes())
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let answer: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(answer["partialSuccess"]["rejectedSpans"], "1");
    let why = answer["partialSuccess"]["errorMessage"].as_str().unwrap();
    assert!(why.ends_with("`kind` has no such value"), "{why}");
}

#[tokio::test]
async fn spans_of_zipkin_are_taken() {
    let receiver = Running::start().await;
    let text = br#"[{"traceId":"1","id":"2","name":"get","localEndpoint":{"serviceName":"a"}},{}]"#;
    let answer = receiver
        .post("/api/v2/spans", &[JSON, GZIP], gzip(text))
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert!(answer.body.is_empty());
    let trace = receiver.trace(1).await.unwrap();
    assert_eq!(&*trace.spans[0].service(), "a");

    let answer = receiver
        .post("/api/v2/spans", &[JSON], b"{}".to_vec())
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let answer = receiver.post("/api/v2/spans", &[PROTOBUF], spans(1)).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
