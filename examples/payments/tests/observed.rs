//! One payment that is slow and then fails, seen from everywhere: the spans at the
//! collector, the log lines, the database's own view of the statement. All are joined by
//! ids.

#![expect(
    clippy::disallowed_methods,
    reason = "the clients and servers around the service have no trace"
)]
#![allow(clippy::unwrap_used)]

#[path = "../../tests/common/collector.rs"]
mod collector;
mod common;

use std::collections::HashMap;
use std::time::Duration;

use collector::{Collector, hex, text};
use common::Service;
use common::database::Books;
use opentelemetry_proto::tonic::trace::v1::Span;
use reqwest::{Client, RequestBuilder};
use serde_json::json;
use sqlx::{Connection as _, PgConnection};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";
const CORRELATION: &str = "order-42";
/// Longer than what is slow, shorter than what the service waits for.
const HELD: Duration = Duration::from_millis(400);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_payment_that_fails_is_seen_from_everywhere() {
    let books = Books::postgres();
    let opens_the_account = Service::spawn(&mut books.command());
    assert_eq!(
        payment(&opens_the_account).send().await.unwrap().status(),
        201
    );
    opens_the_account.end();

    let collector = Collector::start().await;
    let mut command = books.command();
    command.args(["--sql-comments", "trace", "--ledger", "fail=1"]);
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint);
    let service = Service::spawn(&mut command);

    // Somebody else has the account.
    let mut holder = PgConnection::connect(&books.url()).await.unwrap();
    let mut lock = holder.begin().await.unwrap();
    let hold = "SELECT balance_cents FROM accounts WHERE holder = 'ada' FOR UPDATE";
    sqlx::query(hold).execute(&mut *lock).await.unwrap();
    let request = payment(&service)
        .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
        .header("x-correlation-id", CORRELATION);
    let answer = tokio::spawn(request.send());

    // The database says whose statement it is that waits.
    let mut watcher = PgConnection::connect(&books.url()).await.unwrap();
    let waiting = statement_that_waits(&mut watcher).await;
    tokio::time::sleep(HELD).await;
    lock.rollback().await.unwrap();
    let answer = answer.await.unwrap().unwrap();
    assert_eq!(answer.status(), 500);
    assert_eq!(answer.headers()["x-rollback"], "complete");
    assert_eq!(answer.headers()["x-trace-id"], TRACE);
    assert_eq!(answer.headers()["x-correlation-id"], CORRELATION);
    let ended = tokio::task::spawn_blocking(move || service.end());
    let ended = ended.await.unwrap();

    let spans = collector.spans(TRACE).into_iter();
    let spans: HashMap<String, Span> = spans.map(|(_, span)| (hex(&span.span_id), span)).collect();
    let named = |name: &str| {
        let mut spans = spans.values().filter(|span| span.name == name);
        spans
            .next()
            .unwrap_or_else(|| panic!("no span {name}"))
            .clone()
    };
    let server = named("POST /payments");
    assert_eq!(hex(&server.parent_span_id), CALLER);
    assert_eq!(text(&server, "rollback.outcome"), "complete");
    for name in [
        "POST /bank/charge",
        "POST /bank/refund",
        "refund",
        "transaction",
    ] {
        // All of one tree.
        let mut above = named(name);
        while above.span_id != server.span_id {
            above = spans[&hex(&above.parent_span_id)].clone();
        }
    }

    // The comment names the span of the statement itself, and the span is without it.
    let statement = named("UPDATE accounts");
    let comment = format!("traceparent='00-{TRACE}-{}-01'", hex(&statement.span_id));
    assert!(waiting.contains(&comment), "{comment} in {waiting}");
    assert!(waiting.contains("application='payments'"), "{waiting}");
    assert!(
        waiting.contains(&format!("correlation_id='{CORRELATION}'")),
        "{waiting}"
    );
    assert!(!text(&statement, "db.query.text").contains("/*"));
    assert_eq!(text(&statement, "db.system.name"), "postgresql");

    let lines: Vec<_> = ended
        .lines
        .iter()
        .filter(|line| line["trace_id"] == TRACE)
        .collect();
    for line in &lines {
        let span = line["span_id"].as_str().unwrap();
        assert!(spans.contains_key(span), "{line}");
        assert_eq!(line["correlation_id"], CORRELATION, "{line}");
    }
    let line = |message: &str| {
        let found = lines.iter().find(|line| line["message"] == message);
        found.unwrap_or_else(|| panic!("no line {message:?}"))
    };
    let slow = line("slow statement");
    assert_eq!(slow["level"], "WARN");
    assert_eq!(slow["span_id"], hex(&statement.span_id).as_str());
    let fields = &slow["fields"];
    let said = fields["statement"].as_str().unwrap();
    assert!(said.starts_with("UPDATE accounts SET") && said.chars().count() <= 100);
    assert!(fields["elapsed_ms"].as_f64().unwrap() >= HELD.as_secs_f64() * 1_000.0);
    assert_eq!(line("request failed")["level"], "ERROR");
    assert_eq!(line("undone")["fields"]["compensation"], "refund");
}

fn payment(service: &Service) -> RequestBuilder {
    let body = json!({"user": "ada", "amount_cents": 1250, "currency": "EUR"});
    Client::new()
        .post(format!("{}/payments", service.url))
        .json(&body)
}

async fn statement_that_waits(watcher: &mut PgConnection) -> String {
    let select = "SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                  AND datname = current_database()";
    for _ in 0..500 {
        let query: Option<String> = sqlx::query_scalar(select)
            .fetch_optional(&mut *watcher)
            .await
            .unwrap();
        if let Some(query) = query {
            return query;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no statement waits for the account");
}
