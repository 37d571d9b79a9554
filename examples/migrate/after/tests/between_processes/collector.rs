//! What both services export to: an OTLP receiver that keeps what comes.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use tokio::net::TcpListener;

pub(crate) struct Collector {
    pub(crate) url: String,
    spans: Arc<Mutex<Vec<(String, Span)>>>,
}

impl Collector {
    pub(crate) async fn start() -> Self {
        let spans = Arc::<Mutex<Vec<_>>>::default();
        let kept = Arc::clone(&spans);
        let take = async move |body: Bytes| {
            let request = ExportTraceServiceRequest::decode(body).unwrap();
            for of_service in request.resource_spans {
                let service = service_name(&of_service.resource.unwrap_or_default());
                let scopes = of_service.scope_spans.into_iter();
                let spans = scopes.flat_map(|scope| scope.spans);
                let spans = spans.map(|span| (service.clone(), span));
                kept.lock().unwrap().extend(spans);
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = axum::Router::new().route("/v1/traces", post(take));
        #[expect(clippy::disallowed_methods, reason = "serves until the test ends")]
        tokio::spawn(async { axum::serve(listener, app).await });
        Collector { url, spans }
    }

    /// The one trace that there is, as a tree of services and names.
    pub(crate) fn tree(&self) -> String {
        let spans = self.spans.lock().unwrap();
        let (_, first) = spans.first().expect("somebody has exported");
        for (service, span) in &*spans {
            let name = &span.name;
            assert_eq!(span.trace_id, first.trace_id, "{service} {name}");
            let is_known = |(_, other): &(String, Span)| other.span_id == span.parent_span_id;
            let has_parent = span.parent_span_id.is_empty() || spans.iter().any(is_known);
            assert!(has_parent, "the parent of {service} {name} is lost");
        }
        let mut tree = String::new();
        below(&[], &spans, 0, &mut tree);
        tree
    }
}

fn below(parent: &[u8], spans: &[(String, Span)], depth: usize, tree: &mut String) {
    let children = spans
        .iter()
        .filter(|(_, span)| span.parent_span_id == parent);
    let mut children: Vec<_> = children.collect();
    children.sort_by(|(_, a), (_, b)| b.name.cmp(&a.name));
    for (service, child) in children {
        writeln!(
            tree,
            "{:width$}{service} {}",
            "",
            child.name,
            width = 2 * depth
        )
        .unwrap();
        below(&child.span_id, spans, depth + 1, tree);
    }
}

fn service_name(resource: &Resource) -> String {
    let mut attributes = resource.attributes.iter();
    let name = attributes.find(|attribute| attribute.key == "service.name");
    let value = name.and_then(|name| name.value.as_ref()?.value.as_ref());
    match value {
        Some(Value::StringValue(name)) => name.clone(),
        other => panic!("a service has a name, and not {other:?}"),
    }
}
