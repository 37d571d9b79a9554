//! OTLP/HTTP.

use http::StatusCode;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;
use trace_model::otlp::Limits;
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
