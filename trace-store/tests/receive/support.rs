//! A receiver on a free port, and what is sent to it.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tonic::transport::{Channel, Endpoint};
use trace_model::otlp::write_trace;
use trace_model::{
    Attribute, LogRecord, Resource, Span, SpanId, SpanKind, Status, Trace, TraceId, Value,
};
use trace_store::receive::{Receiver, Server, Settings};
use trace_store::{MemoryStore, Store};

/// A receiver, which ends with this value.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) store: Arc<MemoryStore>,
    task: AbortHandle,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Running {
    pub(crate) async fn start() -> Running {
        Running::with(Settings::default(), Server::default()).await
    }

    pub(crate) async fn with(settings: Settings, server: Server) -> Running {
        let store = Arc::new(MemoryStore::new());
        let (address, task) = serve(store.clone(), settings, server).await;
        Running {
            address,
            store,
            task,
        }
    }

    /// The trace with this number, if there is one.
    pub(crate) async fn trace(&self, number: u128) -> Option<Trace> {
        let id = TraceId::from_u128(number).expect("numbers of traces begin with 1");
        let answer = self.store.trace(id).await.expect("memory can be read");
        answer.value.map(|stored| stored.trace)
    }

    pub(crate) async fn post(&self, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        post(self.address, path, headers, body).await
    }
}

/// Serves a store on a free port, until the handle ends it.
#[expect(clippy::disallowed_methods, reason = "a server belongs to no trace")]
pub(crate) async fn serve(
    store: Arc<dyn Store>,
    settings: Settings,
    server: Server,
) -> (SocketAddr, AbortHandle) {
    let router = Receiver::with(store, settings).router();
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let task = tokio::spawn(async move {
        let plain = async |stream| Ok::<TcpStream, std::io::Error>(stream);
        let served = server.serve(listener, router, plain, std::future::pending());
        served.await.expect("connections are accepted");
    });
    (address, task.abort_handle())
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str());
        value.transpose().expect("headers are texts").unwrap_or("")
    }
}

/// One request, on a connection of its own.
#[expect(clippy::disallowed_methods, reason = "a test belongs to no trace")]
pub(crate) async fn post(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
) -> Answer {
    let stream = TcpStream::connect(address).await.expect("it listens");
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.expect("it speaks HTTP");
    tokio::spawn(connection);
    let mut request = Request::post(path).header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::from(body)));
    let request = request.expect("tests send what can be sent");
    let (head, body) = sender
        .send_request(request)
        .await
        .expect("every request is answered")
        .into_parts();
    let body = body
        .collect()
        .await
        .expect("the answer is whole")
        .to_bytes();
    Answer {
        status: head.status,
        headers: head.headers,
        body,
    }
}

/// A channel for generated clients.
#[expect(clippy::disallowed_methods, reason = "a test belongs to no trace")]
pub(crate) fn channel(address: SocketAddr) -> Channel {
    let endpoint = Endpoint::from_shared(format!("http://{address}"));
    endpoint.expect("an address is a URL").connect_lazy()
}

pub(crate) const PROTOBUF: (&str, &str) = ("content-type", "application/x-protobuf");
pub(crate) const JSON: (&str, &str) = ("content-type", "application/json");
pub(crate) const GZIP: (&str, &str) = ("content-encoding", "gzip");

pub(crate) fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

pub(crate) fn attribute(key: &str, value: impl Into<Value>) -> Attribute {
    Attribute {
        key: key.into(),
        value: value.into(),
    }
}

/// A trace with this number, of one span and one line.
pub(crate) fn trace(number: u128) -> Trace {
    let trace_id = TraceId::from_u128(number).expect("numbers of traces begin with 1");
    let span_id = SpanId::from_u64(7).expect("7 is not 0");
    let resource = Arc::new(Resource {
        attributes: vec![attribute("service.name", "orders")],
        ..Resource::default()
    });
    Trace {
        id: trace_id,
        spans: vec![Span {
            trace_id,
            span_id,
            parent: None,
            trace_state: "".into(),
            flags: 0x101,
            name: "POST /orders – größer".into(),
            kind: SpanKind::Server,
            start_unix_nanos: 1_700_000_000_000_000_000,
            end_unix_nanos: 1_700_000_000_250_000_000,
            attributes: vec![attribute("http.response.status_code", 201)],
            dropped_attributes: 0,
            events: Vec::new(),
            dropped_events: 0,
            links: Vec::new(),
            dropped_links: 0,
            status: Status::Ok,
            resource: resource.clone(),
            scope: Arc::default(),
        }],
        logs: vec![LogRecord {
            trace_id,
            span_id: Some(span_id),
            flags: 1,
            unix_nanos: 1_700_000_000_100_000_000,
            observed_unix_nanos: 1_700_000_000_100_000_001,
            severity_number: 9,
            severity_text: "INFO".into(),
            event_name: "".into(),
            body: "paid".into(),
            attributes: Vec::new(),
            dropped_attributes: 0,
            resource,
            scope: Arc::default(),
        }],
    }
}

/// The spans of [`trace`], in protobuf.
pub(crate) fn spans(number: u128) -> Vec<u8> {
    write_trace(&trace(number)).0
}

/// The lines of [`trace`], in protobuf.
pub(crate) fn lines(number: u128) -> Vec<u8> {
    write_trace(&trace(number)).1
}
