//! OTLP/gRPC, from the clients that are generated for it.

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::logs::v1::logs_service_client::LogsServiceClient;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use prost::Message;
use tonic::Code;
use tonic::codec::CompressionEncoding;
use trace_store::receive::{Server, Settings};

use crate::support::{Running, channel, lines, spans, trace};

fn request(number: u128) -> ExportTraceServiceRequest {
    ExportTraceServiceRequest::decode(&spans(number)[..]).expect("it is one")
}

#[tokio::test]
async fn spans_and_lines_are_taken() {
    let receiver = Running::start().await;
    let mut traces = TraceServiceClient::new(channel(receiver.address));
    let answer = traces.export(request(1)).await.unwrap().into_inner();
    assert_eq!(answer.partial_success, None);
    let mut logs = LogsServiceClient::new(channel(receiver.address));
    let request = ExportLogsServiceRequest::decode(&lines(1)[..]).unwrap();
    logs.export(request).await.unwrap();
    assert_eq!(receiver.trace(1).await, Some(trace(1)));
}

#[tokio::test]
async fn a_compressed_message_is_the_same() {
    let receiver = Running::start().await;
    let mut traces = TraceServiceClient::new(channel(receiver.address))
        .send_compressed(CompressionEncoding::Gzip)
        .accept_compressed(CompressionEncoding::Gzip);
    traces.export(request(1)).await.unwrap();
    assert_eq!(receiver.trace(1).await.unwrap().spans, trace(1).spans);
}

#[tokio::test]
async fn a_message_for_which_there_is_no_room_is_to_come_again() {
    let settings = Settings {
        in_flight_bytes: 0,
        ..Settings::default()
    };
    let receiver = Running::with(settings, Server::default()).await;
    let mut traces = TraceServiceClient::new(channel(receiver.address));
    let status = traces.export(request(1)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(status.message(), "the memory for requests is in use");
    let details = String::from_utf8_lossy(status.details()).into_owned();
    assert!(details.contains("google.rpc.RetryInfo"), "{details}");
}
