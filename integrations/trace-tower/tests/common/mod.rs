//! Requests to a router, and the traces they leave.
#![allow(dead_code)] // each file uses a part

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, Response};
use http_body_util::BodyExt;
use tokio::net::TcpListener;
use tower::ServiceExt;
use trace_runtime::exporter::FinishedSpan;
use trace_runtime::{SpanKind, TraceId};
use trace_testing::Trace;

/// Call first: spans before are not recorded.
pub(crate) use trace_testing::start as record;

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

    /// The trace that the answer names.
    pub(crate) fn trace(&self) -> Trace {
        trace(self.trace_id())
    }

    pub(crate) fn server_span(&self) -> FinishedSpan {
        server_span(&self.trace())
    }
}

/// A trace, once its server span has ended.
pub(crate) fn trace(trace_id: TraceId) -> Trace {
    trace_testing::trace_of_sync(trace_id).expect("its server span ends")
}

pub(crate) fn server_span(trace: &Trace) -> FinishedSpan {
    let mut servers = trace
        .spans()
        .iter()
        .filter(|span| span.kind == SpanKind::Server);
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
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}
