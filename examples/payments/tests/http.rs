//! What `payments` answers.

#![expect(
    clippy::disallowed_methods,
    reason = "the clients and servers around the service have no trace"
)]
#![allow(clippy::unwrap_used)]

mod common;

use common::{Service, start};
use reqwest::{Client, Response};
use serde_json::{Value, json};

async fn post(service: &Service, path: &str, body: impl Into<reqwest::Body>) -> Response {
    let url = format!("{}{path}", service.url);
    let request = Client::new()
        .post(url)
        .header("content-type", "application/json");
    request.body(body).send().await.unwrap()
}

async fn pay(service: &Service, body: Value) -> (u16, Value) {
    let response = post(service, "/payments", body.to_string()).await;
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_payment_is_made_and_shown() {
    let service = start();
    let (status, made) = pay(
        &service,
        json!({"user": "ada", "amount_cents": 1250, "currency": "EUR"}),
    )
    .await;
    assert_eq!(status, 201);
    let id = made["id"].as_str().unwrap();
    assert_eq!(
        made["receipt"],
        format!("RECEIPT\npayment  {id}\nuser     ada\namount   12.50 EUR")
    );

    let url = format!("{}/payments/{id}", service.url);
    let shown: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    assert_eq!(shown, made);

    let ended = service.end();
    assert_eq!(ended.code, Some(0));
    let trace_id = made["trace_id"].as_str().unwrap();
    let mut tree = ended.tree(trace_id);
    // A second connection may have to be opened.
    tree.retain(|line| !line.contains("* db.client.connection.wait"));
    let expected = [
        "POST /payments",
        "└─ create payment",
        "   └─ pay",
        "      └─ make",
        "         ├─ balance",
        "         │  └─ SELECT accounts",
        "         ├─ write compensation",
        "         │  └─ INSERT compensations",
        "         ├─ authorise",
        "         │  └─ POST",
        "         │     └─ POST /bank/charge",
        "         │        └─ bank charge",
        "         │           ├─ INSERT bank_charges",
        "         │           └─ SELECT bank_charges",
        "         ├─ receipt",
        "         │  └─ render",
        "         ├─ record",
        "         │  └─ transaction",
        "         │     ├─ INSERT accounts",
        "         │     ├─ INSERT ledger",
        "         │     ├─ UPDATE accounts",
        "         │     ├─ INSERT payments",
        "         │     ├─ INSERT ledger",
        "         │     └─ DELETE compensations",
        "         └─ audit",
        "            └─ tell_auditors",
        "                  * audited",
    ];
    assert_eq!(tree, expected, "{}", ended.trees);

    // No line is without ids: those of start and end say that they belong to no request.
    let with_ids = ended
        .lines
        .iter()
        .filter(|line| line["trace_id"] == trace_id);
    let messages: Vec<_> = with_ids
        .map(|line| line["message"].as_str().unwrap())
        .collect();
    assert_eq!(messages, ["payment made", "payment audited"]);
    let mut lines = ended.lines.iter();
    let without = lines.find(|line| line["context"] == "none");
    assert_eq!(without, None);
}

#[tokio::test]
async fn the_reminder_has_a_trace_of_its_own() {
    let service = start();
    let (_, made) = pay(
        &service,
        json!({"user": "ada", "amount_cents": 1, "currency": "USD"}),
    )
    .await;
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    let ended = service.end();
    let reminder = ended
        .lines
        .iter()
        .find(|line| line["message"] == "reminder sent")
        .unwrap();
    assert_ne!(reminder["trace_id"], made["trace_id"]);
    assert_eq!(reminder["correlation_id"], made["trace_id"]);
    assert_eq!(
        ended.tree(reminder["trace_id"].as_str().unwrap()),
        ["remind"]
    );
    let link = format!("   ↗ {} ", made["trace_id"].as_str().unwrap());
    assert!(ended.trees.contains(&link), "{}", ended.trees);
}

#[tokio::test]
async fn each_mistake_has_a_status_and_a_code() {
    let service = start();
    let payment = |user: &str, cents: i64, currency: &str| {
        json!({"user": user, "amount_cents": cents, "currency": currency}).to_string()
    };
    let cases = [
        ("{", 400, "invalid_json"),
        ("[]", 422, "invalid_payment"),
        (r#"{"user": "ada"}"#, 422, "invalid_payment"),
        (
            r#"{"user": "ada", "amount_cents": "1", "currency": "EUR"}"#,
            422,
            "invalid_payment",
        ),
        (
            r#"{"user": "ada", "amount_cents": 1e99, "currency": "EUR"}"#,
            422,
            "invalid_payment",
        ),
        (&payment("ada", 0, "EUR"), 422, "invalid_amount"),
        (&payment("ada", -5, "EUR"), 422, "invalid_amount"),
        (&payment("ada", 5, "XAU"), 422, "unknown_currency"),
        (&payment("", 5, "EUR"), 422, "invalid_user"),
        (&payment("ada", i64::MAX, "EUR"), 402, "insufficient_funds"),
        (&payment("mallory", 5, "EUR"), 402, "declined"),
    ];
    for (body, status, code) in cases {
        let response = post(&service, "/payments", body.to_owned()).await;
        assert_eq!(response.status(), status, "{body}");
        let trace_id = response.headers()["x-trace-id"]
            .to_str()
            .unwrap()
            .to_owned();
        let answer: Value = response.json().await.unwrap();
        assert_eq!(answer["error"]["code"], code, "{body}");
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
        assert_eq!(answer["trace_id"], trace_id);
    }

    let large = post(&service, "/payments", " ".repeat(100_000)).await;
    assert_eq!(large.status(), 413);
    assert_eq!(
        large.json::<Value>().await.unwrap()["error"]["code"],
        "body_too_large"
    );

    let client = Client::new();
    let url = |path: &str| format!("{}{path}", service.url);
    let others = [
        (client.post(url("/payments")).body("{}"), 415, "not_json"),
        (client.get(url("/payments/nope")), 404, "payment_not_found"),
        (client.get(url("/nope")), 404, "not_found"),
        (client.delete(url("/payments")), 405, "method_not_allowed"),
    ];
    for (request, status, code) in others {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(
            response.json::<Value>().await.unwrap()["error"]["code"],
            code
        );
    }
}

#[tokio::test]
async fn money_is_taken_once_and_given_back_when_the_bank_declines() {
    let service = start();
    let payment =
        |user: &str, cents: i64| json!({"user": user, "amount_cents": cents, "currency": "EUR"});
    assert_eq!(pay(&service, payment("ada", 6_000_000)).await.0, 201);
    let (status, refused) = pay(&service, payment("ada", 6_000_000)).await;
    assert_eq!(status, 402);
    assert_eq!(refused["error"]["message"], "the balance is 40000.00 EUR");

    assert_eq!(
        pay(&service, payment("mallory", 6_000_000)).await.1["error"]["code"],
        "declined"
    );
    assert_eq!(
        pay(&service, payment("mallory", 6_000_000)).await.1["error"]["code"],
        "declined"
    );
}

#[tokio::test]
async fn health_and_metrics_are_not_traced() {
    let service = start();
    for path in ["/health", "/metrics"] {
        let response = reqwest::get(format!("{}{path}", service.url))
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        assert!(!response.headers().contains_key("x-trace-id"));
    }
    pay(
        &service,
        json!({"user": "ada", "amount_cents": 0, "currency": "EUR"}),
    )
    .await;
    pay(
        &service,
        json!({"user": "ada", "amount_cents": 1, "currency": "EUR"}),
    )
    .await;
    let metrics = reqwest::get(format!("{}/metrics", service.url))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    for line in [
        "payments_made_total 1",
        "payments_refused_total{code=\"invalid_amount\"} 1",
        "context_lost_total{where=\"current\"} 0",
        "context_lost_total{where=\"span\"} 0",
        "context_lost_total{where=\"root\"} 0",
        "context_lost_total{where=\"log:payments::payments\"} 0",
        "context_lost_total{where=\"request\"} 0",
        "db_client_connection_max{db_client_connection_pool_name=\"books\"} 8",
        "http_server_request_duration_seconds_count{http_request_method=\"POST\",\
         http_response_status_code=\"201\",http_route=\"/payments\"} 1",
    ] {
        assert!(
            metrics.lines().any(|has| has == line),
            "{line} in {metrics}"
        );
    }
    let trees = service.end().trees;
    assert!(
        !trees.contains("/health") && !trees.contains("/metrics"),
        "{trees}"
    );
}
