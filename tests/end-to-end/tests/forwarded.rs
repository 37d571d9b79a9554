//! A service that passes the headers of its caller on: whatever formats they were of
//! and whomever it trusts, what goes out beside its own `traceparent` is its own.

#![expect(
    clippy::disallowed_methods,
    reason = "servers and clients without a trace"
)]

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::get;
use axum::{Json, Router};
use tokio::net::TcpListener;
use trace_reqwest::Client;
use trace_runtime::{Trust, traced};
use trace_tower::{Inbound, TraceLayer, trust_loopback};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const SPAN: &str = "b7ad6b7169203331";

/// Of every tracer whose headers are known, the caller's context.
fn foreign() -> Vec<(&'static str, String)> {
    let short = &TRACE[16..];
    vec![
        ("traceparent", format!("00-{TRACE}-{SPAN}-01")),
        ("tracestate", "foreign=1".to_owned()),
        ("baggage", "role=foreign".to_owned()),
        ("b3", format!("{TRACE}-{SPAN}-1")),
        ("x-b3-traceid", TRACE.to_owned()),
        ("x-b3-spanid", SPAN.to_owned()),
        ("x-b3-parentspanid", SPAN.to_owned()),
        ("x-b3-sampled", "1".to_owned()),
        ("x-b3-flags", "1".to_owned()),
        ("x-trace-id", TRACE.to_owned()),
        ("x-span-id", SPAN.to_owned()),
        ("x-parent-span-id", SPAN.to_owned()),
        ("x-sampled", "1".to_owned()),
        ("uber-trace-id", format!("{TRACE}:{SPAN}:0:1")),
        ("uberctx-role", "foreign".to_owned()),
        ("ot-tracer-traceid", short.to_owned()),
        ("ot-tracer-spanid", SPAN.to_owned()),
        ("ot-tracer-sampled", "true".to_owned()),
        ("ot-baggage-role", "foreign".to_owned()),
        (
            "x-amzn-trace-id",
            format!(
                "Root=1-{}-{};Parent={SPAN};Sampled=1",
                &TRACE[..8],
                &TRACE[8..]
            ),
        ),
        ("x-datadog-trace-id", "7".to_owned()),
        ("x-datadog-parent-id", "9".to_owned()),
        ("x-datadog-sampling-priority", "2".to_owned()),
        ("x-datadog-tags", "foreign".to_owned()),
        ("x-cloud-trace-context", format!("{TRACE}/9;o=1")),
    ]
}

async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let address = listener.local_addr().expect("it is bound");
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// Says which headers it got.
async fn echo(headers: HeaderMap) -> Json<Vec<(String, String)>> {
    let headers = headers.iter();
    let text =
        |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Json(
        headers
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect(),
    )
}

/// Passes everything on, in each way that there is.
#[traced]
async fn pass_on(
    cx: Inbound,
    State((http, behind)): State<(Client, SocketAddr)>,
    mut headers: HeaderMap,
) -> Json<Vec<Vec<(String, String)>>> {
    headers.remove("host");
    let url = format!("http://{behind}/");
    let mut got = Vec::new();
    let whole = http.traced(cx).get(&url).headers(headers.clone());
    got.push(
        whole
            .send()
            .await
            .expect("it answers")
            .json()
            .await
            .expect("headers"),
    );
    let mut one_by_one = http.traced(cx).get(&url);
    for (name, value) in &headers {
        one_by_one = one_by_one.header(name, value);
    }
    got.push(
        one_by_one
            .send()
            .await
            .expect("it answers")
            .json()
            .await
            .expect("headers"),
    );
    Json(got)
}

#[tokio::test]
async fn nothing_of_a_foreign_context_goes_out() {
    let behind = serve(Router::new().route("/", get(echo))).await;
    let layers = [
        ("continue", TraceLayer::new(Trust::Continue)),
        ("restart", TraceLayer::new(Trust::Restart)),
        ("by request", TraceLayer::with_trust(trust_loopback)),
    ];
    for (trust, layer) in layers {
        let http = Client::from(reqwest::Client::new());
        let app = Router::new()
            .route("/", get(pass_on))
            .with_state((http, behind));
        let address = serve(app.layer(layer)).await;
        // One format at a time, and all of them at once.
        let all = foreign();
        let mut requests: Vec<_> = all.iter().map(|header| vec![header.clone()]).collect();
        requests.push(all);
        for sent in requests {
            let mut request = reqwest::Client::new().get(format!("http://{address}/"));
            for (name, value) in &sent {
                request = request.header(*name, value);
            }
            let request = request.header("x-custom", "kept");
            let answer = request.send().await.expect("it answers");
            let ours = answer.headers()["x-trace-id"]
                .to_str()
                .expect("ids are text")
                .to_owned();
            let calls: Vec<Vec<(String, String)>> = answer.json().await.expect("headers");
            for got in calls {
                check(trust, &sent, &ours, got);
            }
        }
    }
}

fn check(trust: &str, sent: &[(&str, String)], ours: &str, got: Vec<(String, String)>) {
    let case = format!("{trust}, {sent:?}: {got:?}");
    let count = got.len();
    let got: BTreeMap<_, _> = got.into_iter().collect();
    assert_eq!(got.len(), count, "twice: {case}");
    assert_eq!(got["x-custom"], "kept", "{case}");
    assert_eq!(&got["traceparent"][3..35], ours, "{case}");
    assert_ne!(&got["traceparent"][36..52], SPAN, "{case}");
    let continued = ours == TRACE;
    assert!(trust != "restart" || !continued, "{case}");
    for (name, _) in sent {
        let value = got.get(*name);
        match *name {
            "traceparent" => {}
            // Of a trace that goes on, these go on; of another, never.
            "tracestate" => assert_eq!(value.is_some(), continued, "{case}"),
            "baggage" => assert_eq!(value.is_some(), trust != "restart", "{case}"),
            _ => assert_eq!(value, None, "{name}: {case}"),
        }
    }
}
