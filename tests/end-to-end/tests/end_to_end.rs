//! One request through all of it: in by HTTP, on by HTTP, through a task and a
//! blocking thread, out as OTLP, and joined to its log lines by id. One
//! assertion for each arrow of the data path.

#![expect(
    clippy::disallowed_methods,
    reason = "the clients and servers around the service have no trace"
)]

use std::collections::HashMap;
use std::future::IntoFuture;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use serde_json::Value;
use tokio::net::TcpListener;
use trace_otel::{Config, Endpoint, Otlp};
use trace_runtime::{TraceContract, Trust, stats, traced};
use trace_tower::{Inbound, TraceLayer};
use tracing_subscriber::layer::SubscriberExt;

const TRACE_ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT_ID: &str = "00f067aa0ba902b7";

/// The service: it takes an order, and asks itself to charge for it.
#[derive(Clone)]
struct Shop {
    address: SocketAddr,
    http: trace_reqwest::Client,
}

#[traced]
async fn order(cx: Inbound, State(shop): State<Shop>, Json(cents): Json<u64>) -> String {
    tracing::info!(cents, "ordered");
    let charged = shop.charge(cx, cents).await.unwrap_or_default();
    let audit = cx.spawn("audit", async move |_cx| tracing::info!("audited"));
    let receipt = cx.spawn_blocking("receipt", move |_cx| {
        tracing::info!("rendered");
        format!("charged {charged}")
    });
    audit.await.expect("the audit ends");
    receipt.await.expect("the receipt is rendered")
}

#[traced]
impl Shop {
    async fn charge(&self, cx: &TraceContract, cents: u64) -> reqwest::Result<u64> {
        let url = format!("http://{}/bank/charge", self.address);
        self.http
            .traced(cx)
            .post(url)
            .json(&cents)
            .send()
            .await?
            .json()
            .await
    }
}

#[traced(attributes(cents = cents.0))]
async fn bank(cx: Inbound, cents: Json<u64>) -> Json<u64> {
    tracing::info!("charged");
    cents
}

/// Collects what is written to it.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics here").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What an OTLP receiver got.
type Received = Arc<Mutex<Vec<ExportTraceServiceRequest>>>;

async fn receive(State(received): State<Received>, body: Bytes) -> Vec<u8> {
    let request = ExportTraceServiceRequest::decode(body).expect("it is OTLP");
    received.lock().expect("no test panics here").push(request);
    Vec::new()
}

async fn serve(app: Router, listener: TcpListener) {
    tokio::spawn(axum::serve(listener, app).into_future());
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    (listener, address)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_arrow() {
    // A receiver, the pipeline to it, and the log.
    let received = Received::default();
    let (listener, collector) = listen().await;
    let app = Router::new().route("/v1/traces", post(receive));
    serve(app.with_state(Arc::clone(&received)), listener).await;

    let endpoint: Endpoint = format!("http://{collector}").parse().expect("a URL");
    let (config, _) = Config::from_lookup(|_| None);
    let pipeline = config
        .service_name("shop")
        .otlp(Otlp::http(endpoint.for_traces()))
        .on_notice(|_| {})
        .install()
        .expect("the first of the process");

    let lines = Lines::default();
    let log = trace_log::json().writer(lines.clone());
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(log))
        .expect("the first of the process");

    // The service, and one request.
    let (listener, address) = listen().await;
    let shop = Shop {
        address,
        http: trace_reqwest::Client::new(),
    };
    let app = Router::new()
        .route("/orders", post(order))
        .route("/bank/charge", post(bank))
        .layer(TraceLayer::new(Trust::Continue));
    serve(app.with_state(shop), listener).await;

    let response = reqwest::Client::new()
        .post(format!("http://{address}/orders"))
        .header("traceparent", format!("00-{TRACE_ID}-{PARENT_ID}-01"))
        .header("x-correlation-id", "order-17")
        .json(&1250)
        .send()
        .await
        .expect("it answers");

    // request → response
    assert_eq!(response.headers()["x-trace-id"], TRACE_ID);
    assert_eq!(response.headers()["x-correlation-id"], "order-17");
    assert_eq!(response.text().await.expect("a body"), "charged 1250");

    // span → record → buffer → collector → exporter: nothing is lost on the way.
    tokio::task::spawn_blocking(move || pipeline.shutdown(Duration::from_secs(10)))
        .await
        .expect("it does not panic")
        .expect("it shuts down in time");
    let stats = stats();
    assert_eq!((stats.dropped(), stats.in_flight()), (0, 0));

    // exporter → OTLP
    let received = received.lock().expect("no test panics here");
    let resources = received.iter().flat_map(|request| &request.resource_spans);
    let spans: Vec<&Span> = resources
        .clone()
        .flat_map(|resource| &resource.scope_spans)
        .flat_map(|scope| &scope.spans)
        .collect();
    assert_eq!(spans.len() as u64, stats.exported);
    for resource in resources {
        let attributes = &resource.resource.as_ref().expect("a resource").attributes;
        let service = attributes
            .iter()
            .find(|attribute| attribute.key == "service.name");
        assert!(format!("{service:?}").contains("\"shop\""));
    }
    for span in &spans {
        assert_eq!(
            hex(&span.trace_id),
            TRACE_ID,
            "{} is in another trace",
            span.name
        );
        assert!(span.start_time_unix_nano <= span.end_time_unix_nano);
    }

    let named = |name: &str, parent: &str| -> &Span {
        let mut found = spans
            .iter()
            .filter(|span| span.name == name && hex(&span.parent_span_id) == parent);
        let span = found.next();
        assert!(found.next().is_none(), "one `{name}` under {parent}");
        span.unwrap_or_else(|| panic!("no span `{name}` under {parent}: {spans:#?}"))
    };
    let id = |span: &Span| hex(&span.span_id);
    // request → server span → handler → method → client span
    let server = named("POST /orders", PARENT_ID);
    let handler = named("order", &id(server));
    let charge = named("charge", &id(handler));
    let client = named("POST", &id(charge));
    // client span → headers → the other side's server span → its handler
    let other_side = named("POST /bank/charge", &id(client));
    let bank = named("bank", &id(other_side));
    // handler → task, handler → blocking thread
    let audit = named("audit", &id(handler));
    let receipt = named("receipt", &id(handler));
    assert_eq!(spans.len(), 8);
    // a declared attribute
    let cents = bank
        .attributes
        .iter()
        .find(|attribute| attribute.key == "cents");
    assert!(format!("{cents:?}").contains("IntValue(1250)"), "{cents:?}");

    // log line → span, by id
    let written = lines.0.lock().expect("no test panics here");
    let written: HashMap<String, Value> = String::from_utf8_lossy(&written)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"))
        .filter(|line| {
            line["target"]
                .as_str()
                .is_some_and(|target| target.starts_with("end_to_end"))
        })
        .map(|line| {
            (
                line["message"].as_str().unwrap_or_default().to_owned(),
                line,
            )
        })
        .collect();
    let places = [
        ("ordered", handler),
        ("charged", bank),
        ("audited", audit),
        ("rendered", receipt),
    ];
    assert_eq!(written.len(), places.len());
    for (message, span) in places {
        let line = &written[message];
        assert_eq!(line["trace_id"], TRACE_ID, "{line}");
        assert_eq!(line["span_id"], id(span), "{line}");
        assert_eq!(line["correlation_id"], "order-17", "{line}");
    }
}
