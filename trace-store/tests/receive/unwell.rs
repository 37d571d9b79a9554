//! What senders are told when the store takes nothing.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use prost::Message;
use tonic::{Code, Status};
use trace_store::receive::{Server, Settings};
use trace_store::{MemoryStore, WriteError};

use crate::faulty::Faulty;
use crate::support::{Answer, JSON, PROTOBUF, channel, post, serve, spans};

/// What one sender is told over HTTP, and one over gRPC.
async fn told(error: WriteError) -> (Answer, Status) {
    let empty = MemoryStore::new();
    let store = Arc::new(Faulty { error, empty });
    let (address, server) = serve(store, Settings::default(), Server::default()).await;
    let answer = post(address, "/v1/traces", &[PROTOBUF], spans(1)).await;
    let request = ExportTraceServiceRequest::decode(&spans(1)[..]).unwrap();
    let mut client = TraceServiceClient::new(channel(address));
    let status = client.export(request).await.unwrap_err();
    server.abort();
    (answer, status)
}

#[tokio::test]
async fn a_full_store_says_when_to_come_again() {
    let full = WriteError::Full {
        retry_after: Duration::from_millis(6_500),
        what: "the disk is full".to_owned(),
    };
    let (answer, status) = told(full).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), "7");
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(status.message(), "the disk is full");
    // google.rpc.Status, whose details are a RetryInfo with 7 seconds.
    assert_eq!(answer.body, status.details());
    assert!(status.details().ends_with(&[10, 2, 8, 7]));
    let details = String::from_utf8_lossy(status.details()).into_owned();
    assert!(details.contains("type.googleapis.com/google.rpc.RetryInfo"));
}

#[tokio::test]
async fn a_store_that_failed_is_unavailable() {
    let (answer, status) = told(WriteError::Failed("no such device".to_owned())).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(status.message(), "the trace store failed: no such device");
}

#[tokio::test]
async fn errors_of_json_are_json() {
    let empty = MemoryStore::new();
    let error = WriteError::Failed("no such device".to_owned());
    let store = Arc::new(Faulty { error, empty });
    let (address, server) = serve(store, Settings::default(), Server::default()).await;
    let answer = post(address, "/v1/traces", &[JSON], b"{".to_vec()).await;
    server.abort();
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.header("content-type"), "application/json");
    let status: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(status["code"], 3);
    let message = "JSON, byte 1: the text ends; `\"` belongs here";
    assert_eq!(status["message"], message);
}
