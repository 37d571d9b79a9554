//! `Idempotency-Key`: a payment is made once, however often it is asked for.

#![expect(
    clippy::disallowed_methods,
    reason = "the clients around the service have no trace"
)]
#![allow(clippy::unwrap_used)]

mod common;

use common::Service;
use common::database::Books;
use reqwest::{Client, Response};
use serde_json::{Value, json};

async fn pay(service: &Service, key: &str, user: &str, cents: i64) -> Response {
    let body = json!({"user": user, "amount_cents": cents, "currency": "EUR"});
    let url = format!("{}/payments", service.url);
    let request = Client::new().post(url).header("idempotency-key", key);
    request.json(&body).send().await.unwrap()
}

async fn parts(response: Response) -> (u16, Option<String>, String) {
    let replayed = response.headers().get("idempotency-replayed");
    let replayed = replayed.map(|value| value.to_str().unwrap().to_owned());
    (
        response.status().as_u16(),
        replayed,
        response.text().await.unwrap(),
    )
}

#[tokio::test]
async fn the_same_key_gets_the_same_answer() {
    for books in [Books::sqlite(), Books::postgres()] {
        let service = Service::spawn(&mut books.command());
        let (status, replayed, first) = parts(pay(&service, "k", "ada", 1250).await).await;
        assert_eq!((status, replayed), (201, None));
        let again = pay(&service, "k", "ada", 1250).await;
        let id = serde_json::from_str::<Value>(&first).unwrap()["id"].clone();
        let location = format!("/payments/{}", id.as_str().unwrap());
        assert_eq!(again.headers()["location"], location);
        let (status, replayed, second) = parts(again).await;
        assert_eq!((status, replayed.as_deref()), (201, Some("true")));
        assert_eq!(first, second);
        assert_eq!(books.number("SELECT COUNT(*) FROM payments").await, 1);
        assert_eq!(books.number("SELECT COUNT(*) FROM bank_charges").await, 1);

        // Also of another process.
        service.end();
        let service = Service::spawn(&mut books.command());
        let (status, _, third) = parts(pay(&service, "k", "ada", 1250).await).await;
        assert_eq!((status, third), (201, first));
    }
}

#[tokio::test]
async fn two_at_once_are_one_payment() {
    const ROUNDS: usize = 20;
    for books in [Books::sqlite(), Books::postgres()] {
        let service = Service::spawn(&mut books.command());
        for round in 0..ROUNDS {
            let key = format!("round-{round}");
            let ask = || async { parts(pay(&service, &key, "ada", 7).await).await };
            let (first, second, third) = tokio::join!(ask(), ask(), ask());
            assert_eq!((first.0, second.0, third.0), (201, 201, 201));
            assert_eq!(first.2, second.2);
            assert_eq!(first.2, third.2);
        }
        let payments = books.number("SELECT COUNT(*) FROM payments").await;
        assert_eq!(payments, ROUNDS as i64);
        let charges = books.number("SELECT COUNT(*) FROM bank_charges").await;
        assert_eq!(charges, ROUNDS as i64);
    }
}

#[tokio::test]
async fn another_request_under_the_key_is_refused() {
    let service = common::start();
    assert_eq!(pay(&service, "k", "ada", 1).await.status(), 201);
    for (user, cents) in [("ada", 2), ("eve", 1)] {
        let (status, _, body) = parts(pay(&service, "k", user, cents).await).await;
        assert_eq!(status, 422);
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["error"]["code"], "idempotency_key_of_another_request");
    }
    let spaces = pay(&service, "two words", "ada", 1).await;
    assert_eq!(spaces.status(), 400);
}

#[tokio::test]
async fn a_refusal_is_kept_and_a_failure_is_not() {
    let books = Books::sqlite();
    let service = Service::spawn(&mut books.command());
    let (status, _, first) = parts(pay(&service, "k", "mallory", 1).await).await;
    assert_eq!(status, 402);
    let (status, replayed, second) = parts(pay(&service, "k", "mallory", 1).await).await;
    assert_eq!(
        (status, replayed.as_deref(), first),
        (402, Some("true"), second)
    );
    service.end();

    let failing = Service::spawn(books.command().args(["--ledger", "fail=1"]));
    assert_eq!(pay(&failing, "f", "ada", 1).await.status(), 500);
    failing.end();
    let service = Service::spawn(&mut books.command());
    let (status, replayed, _) = parts(pay(&service, "f", "ada", 1).await).await;
    assert_eq!((status, replayed), (201, None));
    let standing = "SELECT COUNT(*) FROM bank_charges WHERE NOT refunded";
    assert_eq!(books.number(standing).await, 1);
}
