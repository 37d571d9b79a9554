//! Metrics over OTLP, as a receiver decodes them.

#![expect(clippy::disallowed_methods, reason = "the receiver has no trace")]
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use opentelemetry_proto::tonic::metrics::v1::{Metric, NumberDataPoint};
use prost::Message as _;
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;
use tower::ServiceExt as _;
use trace_metrics::otlp::{ExportStats, Otlp};
use trace_metrics::{Families, Metrics, RequestDurations};
use trace_runtime::{Resource, Trust};
use trace_tower::TraceLayer;

const HOUR: Duration = Duration::from_secs(3_600);
const CUMULATIVE: i32 = 2;

type Received = Arc<Mutex<Vec<ExportMetricsServiceRequest>>>;

/// A receiver that answers so; its URL.
async fn receiver(status: StatusCode) -> (String, Received) {
    let received = Received::default();
    let keep = Arc::clone(&received);
    let take = async move |body: Bytes| {
        let message = ExportMetricsServiceRequest::decode(body).unwrap();
        keep.lock().unwrap().push(message);
        status
    };
    let app = Router::new().route("/v1/metrics", post(take));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/metrics", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, received)
}

/// Sends once, at its end.
async fn export(url: &str, metrics: Metrics) -> ExportStats {
    let otlp = Otlp::http(url).unwrap().interval(HOUR);
    let export = otlp
        .resource(Resource::service("shop"))
        .start(metrics)
        .unwrap();
    let ended = spawn_blocking(move || export.shutdown(Duration::from_secs(30)));
    ended.await.unwrap().unwrap()
}

fn attributes(of: &[KeyValue]) -> Vec<(&str, &str)> {
    let texts = of.iter().map(|it| match &it.value.as_ref().unwrap().value {
        Some(Any::StringValue(text)) => (it.key.as_str(), text.as_str()),
        other => panic!("{other:?}"),
    });
    texts.collect()
}

fn points(metric: &Metric) -> &[NumberDataPoint] {
    match &metric.data {
        Some(Data::Sum(sum)) => {
            assert!(sum.is_monotonic);
            assert_eq!(sum.aggregation_temporality, CUMULATIVE);
            &sum.data_points
        }
        Some(Data::Gauge(gauge)) => &gauge.data_points,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_decodes_each_kind() {
    trace_testing::start();
    let durations = RequestDurations::new();
    let app: Router = Router::new()
        .route("/orders/{id}", get(async || "an order"))
        .layer(TraceLayer::new(Trust::Restart).on_served(durations.observer()));
    let request = Request::get("/orders/7").body(Body::empty()).unwrap();
    let answer = app.oneshot(request).await.unwrap();
    let trace_id = answer.headers()["x-trace-id"].to_str().unwrap().to_owned();
    drop(answer);
    let metrics = Metrics::new()
        .source(durations)
        .source(|to: &mut Families| {
            to.counter("orders_total", "Orders.")
                .sample([("state", "new")], u64::MAX);
            to.gauge("load", "Load.").fraction([], 0.5);
            to.summary("wait_seconds", "Waits.").sum([], 4, 2.5);
        });
    let (url, received) = receiver(StatusCode::OK).await;
    let stats = export(&url, metrics).await;
    assert_eq!((stats.sent, stats.failed), (1, 0));

    let received = received.lock().unwrap();
    let [message] = &received[..] else {
        panic!("{received:?}");
    };
    let resource = &message.resource_metrics[0];
    let service = attributes(&resource.resource.as_ref().unwrap().attributes)
        .into_iter()
        .find(|(key, _)| *key == "service.name");
    assert_eq!(service, Some(("service.name", "shop")));
    let scope = &resource.scope_metrics[0];
    assert_eq!(scope.scope.as_ref().unwrap().name, "trace-metrics");
    let named = |name: &str| {
        let found = scope.metrics.iter().find(|it| it.name == name);
        found.unwrap_or_else(|| panic!("no {name}"))
    };

    let orders = &points(named("orders"))[0];
    assert_eq!(attributes(&orders.attributes), [("state", "new")]);
    assert_eq!(orders.value, Some(Value::AsInt(i64::MAX)));
    assert!(0 < orders.start_time_unix_nano);
    assert!(orders.start_time_unix_nano <= orders.time_unix_nano);
    let load = &points(named("load"))[0];
    assert_eq!(load.value, Some(Value::AsDouble(0.5)));
    assert!(points(named("context_lost")).len() >= 6);

    let wait = named("wait_seconds");
    assert_eq!(wait.unit, "s");
    let Some(Data::Summary(summary)) = &wait.data else {
        panic!("{wait:?}");
    };
    let summary = &summary.data_points[0];
    assert_eq!((summary.count, summary.sum), (4, 2.5));

    let duration = named("http.server.request.duration");
    assert_eq!(duration.unit, "s");
    let Some(Data::Histogram(histogram)) = &duration.data else {
        panic!("{duration:?}");
    };
    assert_eq!(histogram.aggregation_temporality, CUMULATIVE);
    let point = &histogram.data_points[0];
    assert_eq!(
        attributes(&point.attributes),
        [
            ("http.request.method", "GET"),
            ("http.response.status_code", "200"),
            ("http.route", "/orders/{id}"),
        ]
    );
    assert_eq!(point.count, 1);
    assert_eq!(point.bucket_counts.len(), point.explicit_bounds.len() + 1);
    assert_eq!(point.bucket_counts.iter().sum::<u64>(), 1);
    let [exemplar] = &point.exemplars[..] else {
        panic!("{point:?}");
    };
    let hex: String = exemplar
        .trace_id
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect();
    assert_eq!((hex, exemplar.span_id.len()), (trace_id, 8));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_receiver_refuses_is_counted() {
    let (url, received) = receiver(StatusCode::BAD_REQUEST).await;
    let stats = export(&url, Metrics::new()).await;
    assert_eq!((stats.sent, stats.failed), (0, 1));
    assert_eq!(received.lock().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_follow_one_another_and_each_has_all() {
    let (url, received) = receiver(StatusCode::OK).await;
    let otlp = Otlp::http(&url).unwrap().interval(Duration::from_millis(1));
    let export = otlp.start(Metrics::new()).unwrap();
    while received.lock().unwrap().len() < 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    spawn_blocking(move || drop(export)).await.unwrap();
    let received = received.lock().unwrap();
    let metrics = |of: &ExportMetricsServiceRequest| {
        let metrics = &of.resource_metrics[0].scope_metrics[0].metrics;
        metrics.iter().map(|it| it.name.clone()).collect::<Vec<_>>()
    };
    assert!(metrics(&received[0]).contains(&"trace_spans_started".to_owned()));
    assert_eq!(metrics(&received[0]), metrics(&received[2]));
}
