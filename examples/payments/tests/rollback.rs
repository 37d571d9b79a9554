//! What a payment has done is undone when it fails, and the trace shows it.

#![expect(
    clippy::disallowed_methods,
    reason = "the clients around the service have no trace"
)]
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::Service;
use common::database::Books;
use reqwest::{Client, RequestBuilder};
use serde_json::json;

fn payment(service: &Service) -> RequestBuilder {
    let body = json!({"user": "ada", "amount_cents": 1250, "currency": "EUR"});
    Client::new()
        .post(format!("{}/payments", service.url))
        .json(&body)
}

async fn assert_nothing_is_left(books: &Books, charges: i64) {
    for (query, expected) in [
        ("SELECT COUNT(*) FROM bank_charges", charges),
        ("SELECT COUNT(*) FROM bank_charges WHERE NOT refunded", 0),
        ("SELECT COUNT(*) FROM payments", 0),
        ("SELECT COUNT(*) FROM ledger WHERE entry LIKE 'pay-%'", 0),
        ("SELECT COUNT(*) FROM compensations", 0),
    ] {
        assert_eq!(books.number(query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_charge_is_refunded_when_the_ledger_fails() {
    for books in [Books::sqlite(), Books::postgres()] {
        let service = Service::spawn(books.command().args(["--ledger", "fail=1"]));
        let answer = payment(&service).send().await.unwrap();
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.headers()["x-rollback"], "complete");
        let trace_id = answer.headers()["x-trace-id"].to_str().unwrap().to_owned();
        assert_nothing_is_left(&books, 1).await;

        let ended = service.end();
        let tree = ended.tree(&trace_id);
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
            "         │     └─ INSERT ledger",
            "         └─ refund",
            "            ├─ claim compensation",
            "            │  └─ UPDATE compensations",
            "            ├─ POST",
            "            │  └─ POST /bank/refund",
            "            │     └─ bank refund",
            "            │        └─ INSERT bank_charges",
            "            └─ remove compensation",
            "               └─ DELETE compensations",
        ];
        let names: Vec<_> = tree.iter().map(|line| line.trim_end()).collect();
        let spans: Vec<_> = names
            .iter()
            .filter(|line| !line.contains("! ") && !line.contains("* "))
            .collect();
        assert_eq!(
            spans,
            expected.iter().collect::<Vec<_>>(),
            "{}",
            ended.trees
        );
        // The lines of the failure and of the undoing have the request's id.
        for message in ["request failed", "undone"] {
            let mut lines = ended.lines.iter();
            let line = lines.find(|line| line["message"] == message).unwrap();
            assert_eq!(line["trace_id"], trace_id.as_str(), "{message}");
        }
    }
}

#[tokio::test]
async fn a_bank_that_does_not_answer_is_asked_to_forget_it() {
    let books = Books::sqlite();
    let service = Service::spawn(books.command().args(["--bank", "hang=1"]));
    let answer = payment(&service).send().await.unwrap();
    assert_eq!(answer.status(), 502);
    assert_eq!(answer.headers()["x-rollback"], "complete");
    assert_nothing_is_left(&books, 1).await;
}

#[tokio::test]
async fn a_caller_that_hangs_up_has_paid_nothing() {
    let books = Books::sqlite();
    let service = Service::spawn(books.command().args(["--bank", "hang=1"]));
    let given_up = payment(&service)
        .timeout(Duration::from_millis(500))
        .send()
        .await;
    assert!(given_up.is_err_and(|error| error.is_timeout()));
    for _ in 0..200 {
        let undone = "SELECT COUNT(*) FROM bank_charges WHERE refunded";
        if books.number(undone).await == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_nothing_is_left(&books, 1).await;
}

/// A signal while the bank hangs: the request is stopped, undone, and answered.
#[tokio::test]
async fn the_end_of_the_process_undoes_what_is_under_way() {
    let books = Books::sqlite();
    let service = Service::spawn(books.command().args(["--bank", "hang=1"]));
    let request = payment(&service);
    let answer = tokio::spawn(request.send());
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    let ended = tokio::task::spawn_blocking(move || service.end())
        .await
        .unwrap();
    assert_eq!(ended.code, Some(0));
    let answer = answer.await.unwrap().unwrap();
    assert!(answer.status().is_server_error(), "{}", answer.status());
    assert_eq!(answer.headers()["x-rollback"], "complete");
    assert_nothing_is_left(&books, 1).await;
}

/// Behind the charge, at the time limit of the request.
#[tokio::test]
async fn a_ledger_that_hangs_is_not_waited_for() {
    let books = Books::sqlite();
    let service = Service::spawn(books.command().args(["--ledger", "hang=1"]));
    let answer = payment(&service).send().await.unwrap();
    assert_eq!(answer.status(), 504);
    assert_eq!(answer.headers()["x-rollback"], "complete");
    assert_nothing_is_left(&books, 1).await;
}
