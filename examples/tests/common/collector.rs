//! A collector of OTLP over HTTP, within the test.

#![allow(dead_code, clippy::unwrap_used)] // each file uses a part

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use tokio::net::TcpListener;

/// What came in, with the name of the service that it came from.
#[derive(Clone, Default)]
pub(crate) struct Collector {
    spans: Arc<Mutex<Vec<(String, Span)>>>,
    pub(crate) endpoint: String,
}

impl Collector {
    /// Listens on a port of loopback until the test ends.
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let collector = Collector {
            endpoint: format!("http://{}", listener.local_addr().unwrap()),
            ..Collector::default()
        };
        let app = Router::new()
            .route("/v1/traces", post(keep))
            .with_state(collector.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        collector
    }

    /// The spans of a trace that have come so far, with the names of their services.
    pub(crate) fn spans(&self, trace_id: &str) -> Vec<(String, Span)> {
        let spans = self.spans.lock().unwrap();
        let of_trace = |(_, span): &&(String, Span)| hex(&span.trace_id) == trace_id;
        spans.iter().filter(of_trace).cloned().collect()
    }

    /// All spans that have come so far.
    pub(crate) fn all(&self) -> Vec<(String, Span)> {
        self.spans.lock().unwrap().clone()
    }
}

async fn keep(State(collector): State<Collector>, body: Bytes) {
    let request = ExportTraceServiceRequest::decode(body).unwrap();
    for of in request.resource_spans {
        let resource = of.resource.unwrap_or_default();
        let service = attribute(&resource.attributes, "service.name");
        let spans = of.scope_spans.into_iter().flat_map(|scope| scope.spans);
        let spans = spans.map(|span| (service.clone(), span));
        collector.spans.lock().unwrap().extend(spans);
    }
}

pub(crate) fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn text(span: &Span, key: &str) -> String {
    attribute(&span.attributes, key)
}

fn attribute(attributes: &[KeyValue], key: &str) -> String {
    let attribute = attributes.iter().find(|has| has.key == key);
    let value = attribute.and_then(|attribute| attribute.value.clone()?.value);
    match value {
        Some(Any::StringValue(text)) => text,
        other => panic!("{key} is {other:?}"),
    }
}
