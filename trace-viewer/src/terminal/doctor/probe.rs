//! A span, sent as SDKs send them.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::{Request, header};
use bytes::{BufMut, Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::time::timeout;
use trace_model::otlp::{json, write_trace};
use trace_model::{Attribute, Resource, Scope, Span, SpanId, SpanKind, Status, Trace, TraceId};

use super::super::client::{Target, Viewer};

const PATIENCE: Duration = Duration::from_secs(5);

/// How a span is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Protobuf,
    Json,
    Grpc,
}

impl Way {
    pub(super) const ALL: [Way; 3] = [Way::Protobuf, Way::Json, Way::Grpc];

    /// The name of the way in `OTEL_EXPORTER_OTLP_PROTOCOL`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Way::Protobuf => "http/protobuf",
            Way::Json => "http/json",
            Way::Grpc => "grpc",
        }
    }
}

/// A trace of one span that nobody else has.
pub(super) fn trace(way: Way, port: u16) -> Trace {
    let random = || u128::from(RandomState::new().hash_one(port));
    let id = TraceId::from_u128((random() << 64 | random()).max(1)).expect("not 0");
    let span_id = SpanId::from_u64((random() as u64).max(1)).expect("not 0");
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |now| now.as_nanos() as u64);
    let text = |key: &str, value: &str| Attribute {
        key: key.into(),
        value: value.into(),
    };
    let resource = Resource {
        attributes: vec![text("service.name", "trace-viewer-doctor")],
        ..Resource::default()
    };
    let mut trace = Trace::new(id);
    trace.spans.push(Span {
        trace_id: id,
        span_id,
        parent: None,
        trace_state: "".into(),
        flags: 1,
        name: "doctor".into(),
        kind: SpanKind::Internal,
        start_unix_nanos: now.saturating_sub(1_000_000),
        end_unix_nanos: now,
        attributes: vec![text("doctor.protocol", way.name())],
        dropped_attributes: 0,
        events: Vec::new(),
        dropped_events: 0,
        links: Vec::new(),
        dropped_links: 0,
        status: Status::Unset,
        resource: Arc::new(resource),
        scope: Arc::new(Scope::default()),
    });
    trace
}

/// Sends a trace to a port; what happened instead of an acknowledgement, in words.
pub(super) async fn send(
    port: &Target,
    token: Option<&str>,
    way: Way,
    trace: &Trace,
) -> Result<(), String> {
    let viewer = Viewer::at(port.clone(), token.map(str::to_owned));
    let sent = timeout(PATIENCE, async {
        match way {
            Way::Grpc => grpc(&viewer, port, token, write_trace(trace).0).await,
            Way::Protobuf => {
                let body = write_trace(trace).0;
                http(&viewer, "application/x-protobuf", body).await
            }
            Way::Json => {
                let body = json::write_traces_data(trace).into_bytes();
                http(&viewer, "application/json", body).await
            }
        }
    });
    sent.await
        .unwrap_or_else(|_| Err("no answer within 5 s".to_owned()))
}

async fn http(viewer: &Viewer, kind: &str, body: Vec<u8>) -> Result<(), String> {
    let answered = viewer.post("/v1/traces", kind, body.into()).await;
    answered.map(drop).map_err(|error| error.to_string())
}

/// One call, without a client for gRPC: a message is its length and its bytes.
///
/// Source: "gRPC over HTTP2", `doc/PROTOCOL-HTTP2.md` of grpc/grpc.
async fn grpc(
    viewer: &Viewer,
    port: &Target,
    token: Option<&str>,
    message: Vec<u8>,
) -> Result<(), String> {
    let words = |error: hyper::Error| error.to_string();
    let stream = viewer.http2().await.map_err(|error| error.to_string())?;
    let shaken = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
    let (mut sender, connection) = shaken.map_err(words)?;
    let mut body = BytesMut::with_capacity(message.len() + 5);
    body.put_u8(0);
    body.put_u32(message.len() as u32);
    body.put_slice(&message);
    let path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    let mut request = Request::post(format!("{port}{path}"))
        .header(header::CONTENT_TYPE, "application/grpc")
        .header(header::TE, "trailers");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| error.to_string())?;
    let call = async {
        let response = sender.send_request(request).await.map_err(words)?;
        let (head, body) = response.into_parts();
        let collected = body.collect().await.map_err(words)?;
        let trailers = collected.trailers().unwrap_or(&head.headers);
        let said = |name| trailers.get(name).and_then(|value| value.to_str().ok());
        match said("grpc-status") {
            Some("0") => Ok(()),
            Some(code) => {
                let message = said("grpc-message").unwrap_or_default();
                Err(format!("gRPC answers with the code {code}: {message}"))
            }
            None => Err(format!("no answer of gRPC, but {}", head.status)),
        }
    };
    tokio::select! {
        called = call => called,
        ended = connection => Err(match ended {
            Ok(()) => "the connection was closed".to_owned(),
            Err(error) => words(error),
        }),
    }
}
