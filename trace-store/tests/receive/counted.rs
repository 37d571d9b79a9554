//! What became of requests is counted, whichever way they came.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use http::StatusCode;
use http_body_util::{BodyExt, StreamBody};
use tower::ServiceExt;
use trace_store::receive::{Counts, Receiver, Settings};
use trace_store::{MemoryStore, WriteError};

use crate::faulty::Faulty;
use crate::support::{JSON, PROTOBUF, gzip, spans};

const GRPC: (&str, &str) = ("content-type", "application/grpc");
const EXPORT: &str = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/// A message as gRPC frames it.
fn framed(is_compressed: bool, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[is_compressed.into()], &length[..], message].concat()
}

/// The status over HTTP, and that of gRPC if there is one.
async fn send(
    receiver: &Receiver,
    path: &str,
    headers: &[(&str, &str)],
    body: Body,
) -> (StatusCode, String) {
    let mut request = Request::post(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = receiver.router().oneshot(request.body(body).unwrap()).await;
    let (head, body) = response.unwrap().into_parts();
    let trailers = body.collect().await.unwrap().trailers().cloned();
    let status = [head.headers, trailers.unwrap_or_default()]
        .iter()
        .find_map(|headers| Some(headers.get("grpc-status")?.to_str().unwrap().to_owned()));
    (head.status, status.unwrap_or_default())
}

fn without_end() -> Body {
    Body::new(StreamBody::new(futures_util::stream::pending::<
        Result<http_body::Frame<bytes::Bytes>, std::io::Error>,
    >()))
}

#[tokio::test]
async fn each_way_to_fail_has_its_count_and_its_status() {
    let settings = Settings {
        message_bytes: 10_000,
        body_time: Duration::from_millis(50),
        ..Settings::default()
    };
    let receiver = Receiver::with(Arc::new(MemoryStore::new()), settings);
    let long = vec![0; 10_001];
    let zipped = gzip(&long);
    let gzipped = [GRPC, ("grpc-encoding", "gzip")];
    let cases = [
        ("/v1/traces", &[PROTOBUF][..], spans(1).into(), 200, ""),
        (EXPORT, &[GRPC], framed(false, &spans(1)).into(), 200, "0"),
        ("/v1/traces", &[JSON], "[".into(), 400, ""),
        ("/v1/traces", &[], "{}".into(), 415, ""),
        (EXPORT, &[GRPC], framed(false, b"hello").into(), 200, "3"),
        (EXPORT, &gzipped, framed(true, b"hello").into(), 200, "13"),
        ("/v1/traces", &[PROTOBUF], long.clone().into(), 413, ""),
        (EXPORT, &[GRPC], framed(false, &long).into(), 200, "8"),
        (EXPORT, &gzipped, framed(true, &zipped).into(), 200, "8"),
        ("/v1/traces", &[PROTOBUF], without_end(), 408, ""),
        (EXPORT, &[GRPC], without_end(), 200, "4"),
    ];
    for (number, (path, headers, body, status, of_grpc)) in cases.into_iter().enumerate() {
        let answer = send(&receiver, path, headers, body).await;
        let expected = (StatusCode::from_u16(status).unwrap(), of_grpc.to_owned());
        assert_eq!(answer, expected, "case {number}");
    }
    let counts = Counts {
        taken: 2,
        malformed: 4,
        too_large: 3,
        too_slow: 2,
        ..Counts::default()
    };
    assert_eq!(receiver.counts(), counts);
}

#[tokio::test]
async fn a_store_that_takes_nothing_is_counted() {
    let full = WriteError::Full {
        retry_after: Duration::from_secs(1),
        what: "full".to_owned(),
    };
    for (error, busy, failed) in [(full, 2, 0), (WriteError::Failed(String::new()), 0, 2)] {
        let empty = MemoryStore::new();
        let receiver = Receiver::new(Arc::new(Faulty { error, empty }));
        send(&receiver, "/v1/traces", &[PROTOBUF], spans(1).into()).await;
        let body = framed(false, &spans(1)).into();
        send(&receiver, EXPORT, &[GRPC], body).await;
        let counts = Counts {
            busy,
            failed,
            ..Counts::default()
        };
        assert_eq!(receiver.counts(), counts);
    }
}
