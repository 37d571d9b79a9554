//! One pipeline for the tests of a file, and ways to look at its traces.
#![allow(dead_code)] // each file uses a part

use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, Response};
use http_body_util::BodyExt;
use tokio::net::TcpListener;
use tower::ServiceExt;
use trace_runtime::exporter::{FinishedSpan, MemoryExporter};
use trace_runtime::{Kind, Pipeline, TraceId};

static RECORDER: LazyLock<(MemoryExporter, Pipeline)> = LazyLock::new(|| {
    let memory = MemoryExporter::new();
    let pipeline = Pipeline::builder().exporter(memory.clone()).install();
    (memory, pipeline.expect("each test file is a process"))
});

/// Call first: spans before are not recorded.
pub(crate) fn record() {
    LazyLock::force(&RECORDER);
}

/// Sends a request straight to the router, and reads the answer.
pub(crate) async fn send(app: Router, request: Request<Body>) -> Answer {
    let response = app.oneshot(request).await.expect("a router does not fail");
    Answer::read(response).await
}

pub(crate) fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    async fn read(response: Response<Body>) -> Self {
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn trace_id(&self) -> TraceId {
        self.header("x-trace-id")
            .expect("an answer names its trace")
            .parse()
            .unwrap()
    }

    /// The spans of the trace that the answer names.
    pub(crate) fn trace(&self) -> Vec<FinishedSpan> {
        trace(self.trace_id())
    }

    pub(crate) fn server_span(&self) -> FinishedSpan {
        server_span(&self.trace())
    }
}

/// The spans of a trace, once its server span has ended.
pub(crate) fn trace(trace_id: TraceId) -> Vec<FinishedSpan> {
    let (memory, pipeline) = &*RECORDER;
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        pipeline
            .flush(Duration::from_secs(5))
            .expect("memory takes all");
        let spans = memory.trace(trace_id);
        if spans.iter().any(|span| span.kind == Kind::Server) {
            return spans;
        }
        assert!(Instant::now() < deadline, "no server span in {spans:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// All spans so far.
pub(crate) fn spans() -> Vec<FinishedSpan> {
    let (memory, pipeline) = &*RECORDER;
    pipeline
        .flush(Duration::from_secs(5))
        .expect("memory takes all");
    memory.spans()
}

pub(crate) fn server_span(spans: &[FinishedSpan]) -> FinishedSpan {
    let mut servers = spans.iter().filter(|span| span.kind == Kind::Server);
    let span = servers.next().expect("there is a server span");
    assert!(servers.next().is_none(), "there is one server span");
    span.clone()
}

pub(crate) fn text(span: &FinishedSpan, key: &str) -> Option<String> {
    span.attribute(key).map(ToString::to_string)
}

/// Serves on a port of loopback until the test ends.
pub(crate) async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}
