//! Who is paged: the rules and the dashboard of `deploy/`, on what a running service serves,
//! read by a real Prometheus.

#![expect(
    clippy::disallowed_methods,
    reason = "the callers of the service have no trace"
)]
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use common::Service;
use reqwest::Client;
use serde_json::{Value, json};
use test_servers::{Prometheus, promtool, promtool_check_metrics};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, spawn_blocking};

const DEPLOY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy");
/// How often a test looks whether something has come to be, each 200 ms.
const LOOKS: u32 = 450;

fn deployed(file: &str) -> PathBuf {
    Path::new(DEPLOY).join(file)
}

#[test]
fn the_rules_are_right_by_themselves() {
    promtool([
        "check",
        "rules",
        deployed("prometheus/rules.yml").to_str().unwrap(),
    ])
    .unwrap();
    let tests = deployed("prometheus/rules.test.yml");
    promtool(["test", "rules", tests.to_str().unwrap()]).unwrap();
}

/// What the rules and the dashboard ask for is on the page, with the labels they use.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_for_is_served() {
    let service = Service::spawn(&mut common::command());
    pay(&service).await;
    let page = page(&service, "").await;
    let path = common::new_file();
    fs::write(&path, &page).unwrap();
    promtool_check_metrics(&path).unwrap();

    let rules = fs::read_to_string(deployed("prometheus/rules.yml")).unwrap();
    let recorded = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- record: "));
    let recorded: Vec<_> = recorded.collect();
    let mut served = labels_served(&page);
    let selected = dashboard().into_iter().chain([rules.clone()]);
    let selected: Vec<_> = selected.flat_map(|text| selectors(&text)).collect();
    assert!(selected.len() > 20, "{selected:?}");
    for (name, labels) in selected {
        if recorded.contains(&name.as_str()) {
            continue;
        }
        let has = served.entry(name.clone()).or_default();
        assert!(!has.is_empty(), "{name} is not served:\n{page}");
        for label in labels {
            // What Prometheus itself adds.
            let added = label == "job" || label == "instance";
            assert!(
                added || has.contains(&label),
                "{name} has no {label}: {has:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_paged_by_a_service_that_is_well() {
    let service = Service::spawn(&mut common::command());
    let prometheus = watched(&service, "9").await;
    let load = payments(&service);
    let ask = |expression: &str| {
        let expression = expression.to_owned();
        let prometheus = &prometheus;
        async move { prometheus.query(&expression).unwrap() }
    };
    // Every panel of the dashboard shows something, once there are two scrapes.
    for expression in dashboard() {
        let expression = expression
            .replace("$__rate_interval", "10s")
            .replace("$job", ".+");
        until(|| async { !ask(&expression).await.is_empty() }, &expression).await;
    }
    // A rate has been worked out, and it is exactly nothing.
    for share in [
        "job:context_lost:ratio_rate5m",
        "job:log_lines_without_context:ratio_rate5m",
    ] {
        until(|| async { ask(share).await.contains("=> 0 @") }, share).await;
    }
    let expected = ask("sum(context_expected_total) > 100").await;
    assert!(!expected.is_empty());
    // Prometheus asks for OpenMetrics, and keeps which traces are beside the buckets.
    let kept = "/api/v1/query_exemplars?query=http_server_request_duration_seconds_bucket";
    let all_times = "&start=0&end=4000000000";
    let kept = prometheus.get(&format!("{kept}{all_times}")).unwrap();
    assert!(kept.contains("\"trace_id\":\""), "{kept}");
    assert_eq!(alerts(&prometheus), BTreeMap::new());
    load.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_alert_fires_for_a_service_that_is_not() {
    let refuses = post(async || (StatusCode::BAD_REQUEST, "not today"));
    let app = Router::new().fallback_service(refuses);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let collector = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });

    let mut command = common::command();
    command.args(["--ledger", "slow=1,lose=1"]);
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
    let service = Service::spawn(&mut command);
    // What is slow on purpose takes 0.8.
    let prometheus = watched(&service, "0.5").await;
    let load = payments(&service);
    let all = [
        "LogLinesWithoutContext",
        "RequestsSlow",
        "SpansDropped",
        "TraceContextLost",
    ];
    let firing = || async {
        let alerts = alerts(&prometheus);
        all.iter()
            .all(|name| alerts.get(*name).is_some_and(|state| state == "firing"))
    };
    until(firing, "all four alerts").await;
    let lost = "sum by (where) (increase(context_lost_total[10s])) > 0";
    let lost = prometheus.query(lost).unwrap();
    let places: BTreeSet<_> = lost
        .lines()
        .filter_map(|it| it.split_once(" => "))
        .collect();
    let places: Vec<_> = places.iter().map(|(place, _)| *place).collect();
    assert_eq!(
        places,
        [r#"{where="current"}"#, r#"{where="log:payments::lost"}"#]
    );
    load.abort();
}

/// The page, in the form that `accept` asks for.
async fn page(service: &Service, accept: &str) -> String {
    let request = Client::new().get(format!("{}/metrics", service.url));
    let answer = request.header("accept", accept).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

async fn pay(service: &Service) {
    let body = json!({"user": "ada", "amount_cents": 1, "currency": "EUR"});
    let request = Client::new().post(format!("{}/payments", service.url));
    assert_eq!(request.json(&body).send().await.unwrap().status(), 201);
}

/// Payments, one after the other, until the task is aborted.
fn payments(service: &Service) -> JoinHandle<()> {
    let url = format!("{}/payments", service.url);
    tokio::spawn(async move {
        let client = Client::new();
        let body = json!({"user": "ada", "amount_cents": 1, "currency": "EUR"});
        loop {
            let answer = client.post(&url).json(&body).send().await.unwrap();
            assert_eq!(answer.status(), 201);
        }
    })
}

/// A Prometheus with the rules on a shorter time: what is deployed looks at five minutes,
/// and waits for one. A request is slow from so many seconds on: how fast the machine of a
/// test is, is not asserted.
async fn watched(service: &Service, slow: &str) -> Prometheus {
    let mut rules = fs::read_to_string(deployed("prometheus/rules.yml")).unwrap();
    let slow = format!("> {slow}\n");
    for (deployed, tested) in [
        ("[5m]", "[10s]"),
        ("for: 1m", "for: 1s"),
        ("> 0.2\n", &slow),
    ] {
        assert!(rules.contains(deployed), "{deployed}");
        rules = rules.replace(deployed, tested);
    }
    let file = common::new_file();
    fs::write(&file, rules).unwrap();
    let address = service.url.strip_prefix("http://").unwrap();
    let address = address.parse().unwrap();
    let started = spawn_blocking(move || Prometheus::start(address, &[&file]));
    started.await.unwrap().unwrap()
}

/// The state of each alert that is pending or firing.
fn alerts(prometheus: &Prometheus) -> BTreeMap<String, String> {
    let answer: Value = serde_json::from_str(&prometheus.get("/api/v1/alerts").unwrap()).unwrap();
    let alerts = answer["data"]["alerts"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    alerts
        .map(|alert| (text(&alert["labels"]["alertname"]), text(&alert["state"])))
        .collect()
}

async fn until<F: Future<Output = bool>>(is: impl Fn() -> F, what: &str) {
    for _ in 0..LOOKS {
        if is().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("in vain: {what}");
}

/// The expressions of the dashboard.
fn dashboard() -> Vec<String> {
    let text = fs::read_to_string(deployed("grafana/traced-services.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().unwrap());
    let expressions = targets.map(|target| target["expr"].as_str().unwrap().to_owned());
    expressions.collect()
}

/// What is selected in PromQL, name and labels: a name is what stands before `{` or `[`.
fn selectors(text: &str) -> Vec<(String, Vec<String>)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let ends = text.match_indices(['{', '[']);
    let selectors = ends.filter_map(|(end, opening)| {
        let begin = text[..end].rfind(|c| !is_name(c)).map_or(0, |at| at + 1);
        let name = &text[begin..end];
        let labels = match opening {
            "{" => text[end + 1..].split('}').next().unwrap_or_default(),
            _ => "",
        };
        let labels = labels
            .split(',')
            .filter_map(|it| it.split(['=', '!']).next());
        let labels = labels
            .map(|it| it.trim().to_owned())
            .filter(|it| !it.is_empty());
        (!name.is_empty()).then(|| (name.to_owned(), labels.collect()))
    });
    selectors.collect()
}

/// The names of the lines of a page, and the labels that each has; the name itself is one,
/// so that there is always one.
fn labels_served(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut served: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in page.lines().filter(|line| !line.starts_with('#')) {
        let (name, rest) = line.split_once(['{', ' ']).unwrap();
        let has = served.entry(name.to_owned()).or_default();
        has.insert("__name__".to_owned());
        let labels = rest.split("\",").filter_map(|it| it.split_once("=\""));
        has.extend(labels.map(|(label, _)| label.to_owned()));
    }
    served
}
