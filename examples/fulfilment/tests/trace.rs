//! One order through five processes, seen from everywhere: one trace, the same correlation id.

#![allow(clippy::unwrap_used)]
#![expect(
    clippy::disallowed_methods,
    reason = "the clients around the services have no trace"
)]

#[path = "../../tests/common/collector.rs"]
mod collector;
#[path = "../../tests/common/mod.rs"]
mod process;

use std::collections::{BTreeMap, HashMap};
use std::process::Command;
use std::time::Duration;

use collector::{Collector, hex, text};
use opentelemetry_proto::tonic::trace::v1::Span;
use process::{Ended, Service};
use serde_json::{Value, json};
use test_servers::{Nats, Postgres, Redis};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";
const CORRELATION: &str = "order-42";

/// Two processes of the same name would be one key.
const SERVICES: [&str; 5] = ["gateway", "orders", "relay", "warehouse", "mailer"];

/// The servers that they share, and the processes.
struct Fulfilment {
    collector: Collector,
    postgres: Postgres,
    redis: Redis,
    _nats: Nats,
    services: BTreeMap<&'static str, Service>,
    losses: BTreeMap<&'static str, &'static str>,
}

impl Fulfilment {
    async fn start() -> Self {
        Self::start_that_lose(&[]).await
    }

    /// Each of these services loses contexts in these ways, once.
    async fn start_that_lose(losses: &[(&'static str, &'static str)]) -> Self {
        let postgres = Postgres::start(&[("log_statement", "all")]).unwrap();
        let (redis, nats) = (Redis::start().unwrap(), Nats::start().unwrap());
        let mut started = Fulfilment {
            collector: Collector::start().await,
            services: BTreeMap::new(),
            losses: BTreeMap::new(),
            postgres,
            redis,
            _nats: nats,
        };
        let database = started.postgres.database().url();
        let (redis, nats) = (started.redis.url(), started._nats.url());
        started.losses.extend(losses.iter().copied());
        started.add("orders", &["--database-url", &database]);
        let orders = started.services["orders"].url.clone();
        started.add("gateway", &["--orders", &orders]);
        started.add("relay", &["--database-url", &database, "--redis", &redis]);
        started.add("mailer", &["--nats", &nats]);
        let arguments = [
            "--database-url",
            &database,
            "--redis",
            &redis,
            "--nats",
            &nats,
        ];
        started.add("warehouse", &arguments);
        started
    }

    fn add(&mut self, name: &'static str, arguments: &[&str]) {
        let mut command: Command = process::of(env!("CARGO_BIN_EXE_fulfilment"));
        command.env("OTEL_EXPORTER_OTLP_ENDPOINT", &self.collector.endpoint);
        // The connection's events belong to no order.
        command.env("RUST_LOG", "info,async_nats=warn");
        command.arg(name).args(arguments);
        if let Some(losses) = self.losses.get(name) {
            command.args(["--lose", losses]);
        }
        self.services.insert(name, Service::spawn(&mut command));
    }

    async fn order(&self, order: Value) -> reqwest::Response {
        let url = format!("{}/orders", self.services["gateway"].url);
        let request = reqwest::Client::new().post(url).json(&order);
        let request = request
            .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
            .header("x-correlation-id", CORRELATION);
        request.send().await.unwrap()
    }

    /// By service and place: how many contexts were lost, of how many.
    async fn contexts(&self) -> BTreeMap<(&'static str, String), (u64, u64)> {
        let mut contexts = BTreeMap::new();
        for (name, service) in &self.services {
            let page = reqwest::get(format!("{}/metrics", service.url))
                .await
                .unwrap();
            let page = page.text().await.unwrap();
            for line in page.lines() {
                let count = |metric: &str| {
                    let rest = line.strip_prefix(metric)?.strip_prefix("{where=\"")?;
                    let (place, count) = rest.split_once("\"} ")?;
                    Some((place.to_owned(), count.parse::<u64>().unwrap()))
                };
                if let Some((place, lost)) = count("context_lost_total") {
                    contexts.entry((*name, place)).or_insert((0, 0)).0 = lost;
                } else if let Some((place, expected)) = count("context_expected_total") {
                    contexts.entry((*name, place)).or_insert((0, 0)).1 = expected;
                }
            }
        }
        contexts
    }

    /// Ends all of them, and gives what they printed.
    async fn end(self) -> (Collector, BTreeMap<&'static str, Ended>) {
        let Fulfilment {
            collector,
            services,
            ..
        } = self;
        let end = || {
            services
                .into_iter()
                .map(|(name, service)| (name, service.end()))
        };
        let ended = tokio::task::spawn_blocking(move || end().collect());
        (collector, ended.await.unwrap())
    }
}

/// Waits until the collector has a span of this name.
async fn arrives(collector: &Collector, name: &str) {
    for _ in 0..1000 {
        if collector
            .spans(TRACE)
            .iter()
            .any(|(_, span)| span.name == name)
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no span `{name}` has come");
}

/// The tree below a span: indentation, service and name.
fn tree(spans: &[(String, Span)], below: &str) -> String {
    let mut lines = String::new();
    add(spans, below, 0, &mut lines);
    lines
}

fn add(spans: &[(String, Span)], below: &str, depth: usize, lines: &mut String) {
    let mut children: Vec<_> = spans
        .iter()
        .filter(|(_, span)| hex(&span.parent_span_id) == below)
        .collect();
    children.sort_by_key(|(_, span)| span.start_time_unix_nano);
    for (service, span) in children {
        lines.push_str(&format!("{}{service}: {}\n", "  ".repeat(depth), span.name));
        add(spans, &hex(&span.span_id), depth + 1, lines);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_one_trace_through_five_processes() {
    let fulfilment = Fulfilment::start().await;
    let answer = fulfilment
        .order(json!({"item": "book", "quantity": 2}))
        .await;
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.headers()["x-trace-id"], TRACE);
    assert_eq!(answer.headers()["x-correlation-id"], CORRELATION);
    arrives(&fulfilment.collector, "mail").await;
    let entries = fulfilment
        .redis
        .cli(&["XRANGE", "orders", "-", "+"])
        .unwrap();
    let statements = fulfilment.postgres.log();
    let contexts = fulfilment.contexts().await;
    let (collector, ended) = fulfilment.end().await;

    let spans = collector.spans(TRACE);
    assert_eq!(
        tree(&spans, CALLER),
        "\
gateway: POST /orders
  gateway: place order
    gateway: ask
      gateway: fulfilment.Orders/Place
        orders: fulfilment.Orders/Place
          orders: place
            orders: write
              orders: transaction
                orders: INSERT orders
              orders: outbox put
                orders: INSERT outbox
                relay: relay
                  relay: send orders
                    warehouse: process orders
                      warehouse: ship
                        warehouse: INSERT shipments
                        warehouse: send shipped
                          mailer: process shipped
                            mailer: mail
                      warehouse: ack orders
"
    );
    // Everything is below the caller's span.
    let mut names: Vec<_> = spans.iter().map(|(_, span)| span.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names.len(),
        tree(&spans, CALLER).lines().count(),
        "{names:?}"
    );

    // The message in the stream names the span that sent it, and the correlation id.
    let by_name: HashMap<_, _> = spans
        .iter()
        .map(|(_, span)| (span.name.as_str(), span))
        .collect();
    let sent = format!("00-{TRACE}-{}", hex(&by_name["send orders"].span_id));
    assert!(entries.contains(&sent), "{sent} in {entries}");
    assert!(entries.contains(CORRELATION), "{entries}");
    assert_eq!(text(by_name["send orders"], "messaging.system"), "redis");
    assert_eq!(text(by_name["send shipped"], "messaging.system"), "nats");

    // No context was lost, of many.
    let lost: Vec<_> = contexts.iter().filter(|(_, (lost, _))| *lost > 0).collect();
    assert!(lost.is_empty(), "{lost:?}");
    for name in SERVICES {
        let of_service = contexts.iter().filter(|((of, _), _)| *of == name);
        let expected: u64 = of_service.map(|(_, (_, expected))| expected).sum();
        assert!(expected > 0, "{name}: {contexts:?}");
    }

    // So does the database's own log.
    let ours = format!("traceparent='00-{TRACE}-");
    let ours: Vec<_> = statements
        .lines()
        .filter(|line| line.contains(&ours))
        .collect();
    for name in ["INSERT orders", "INSERT outbox", "INSERT shipments"] {
        let span = hex(&by_name[name].span_id);
        let statement = ours.iter().find(|line| line.contains(&span));
        let statement = statement.unwrap_or_else(|| panic!("{name}, {span}: {ours:?}"));
        assert!(
            statement.contains(&format!("correlation_id='{CORRELATION}'")),
            "{statement}"
        );
    }

    // Every line of it has the ids, and each service wrote one.
    for name in SERVICES {
        let lines = &ended[name].lines;
        let of_trace: Vec<_> = lines
            .iter()
            .filter(|line| line["trace_id"] == TRACE)
            .collect();
        assert!(!of_trace.is_empty(), "{name}: {lines:?}");
        for line in of_trace {
            assert_eq!(line["correlation_id"], CORRELATION, "{name}: {line}");
        }
        // No line is without a trace.
        for line in lines {
            assert!(line["trace_id"].is_string(), "{name}: {line}");
        }
        assert_eq!(ended[name].code, Some(0), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_contexts_that_are_lost_are_ten() {
    let losses = [
        ("gateway", "request,current"),
        ("orders", "call,span"),
        ("relay", "stream,root"),
        ("warehouse", "publish,sdk"),
        ("mailer", "line,instrument"),
    ];
    let fulfilment = Fulfilment::start_that_lose(&losses).await;
    let answer = fulfilment
        .order(json!({"item": "book", "quantity": 2}))
        .await;
    assert_eq!(answer.status(), 201);
    arrives(&fulfilment.collector, "mail").await;
    let found = async || {
        let contexts = fulfilment.contexts().await.into_iter();
        let lost = contexts.filter(|(_, (lost, _))| *lost > 0);
        lost.map(|((name, place), (lost, _))| format!("{name} {place} {lost}"))
            .collect::<Vec<_>>()
    };
    let planted = [
        "gateway current 1",
        "gateway request 1",
        "mailer instrument 1",
        "mailer log:fulfilment::lose 1",
        "mailer message 1",
        "orders request 1",
        "orders span 1",
        "relay root 1",
        "warehouse message 1",
        "warehouse sdk:courier 1",
    ];
    // What came without a context is on its way, perhaps.
    for _ in 0..500 {
        if found().await.len() == planted.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(found().await, planted);
    fulfilment.end().await;
}
