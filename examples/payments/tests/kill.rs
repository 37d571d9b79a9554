//! Killed fifty times at any moment, under load: the books balance, no payment that was
//! acknowledged is lost, and none is made twice.

#![expect(
    clippy::disallowed_methods,
    reason = "the clients around the service have no trace"
)]
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::Service;
use common::database::Books;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;

const KILLS: u64 = 50;
const CLIENTS: u64 = 8;

/// What the clients know.
#[derive(Default)]
struct Known {
    next: u64,
    /// Asked for, and not answered for good.
    open: HashSet<u64>,
    /// Acknowledged, with the payment's id.
    made: Vec<(u64, String)>,
}

type Shared = Arc<Mutex<Known>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    survives_kills(Books::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    survives_kills(Books::postgres()).await;
}

async fn survives_kills(books: Books) {
    let known = Shared::default();
    for kill in 0..KILLS {
        let service = start(&books);
        let clients = clients(&service, &known);
        // Some before the first answer, some in the middle.
        let moment = 20 + (kill * 7_919) % 400;
        tokio::time::sleep(Duration::from_millis(moment)).await;
        service.kill();
        drop(clients);
    }

    // What is left to be undone is taken up, what is open is asked for again.
    let service = start(&books);
    let open = std::mem::take(&mut known.lock().unwrap().open);
    let mut asked = JoinSet::new();
    for key in open {
        let (url, known) = (service.url.clone(), Arc::clone(&known));
        asked.spawn(async move {
            let id = until_answered(&url, key).await;
            known.lock().unwrap().made.push((key, id));
        });
    }
    while let Some(answered) = asked.join_next().await {
        answered.unwrap();
    }
    wait_until_zero(&books, "SELECT COUNT(*) FROM compensations").await;
    service.end();

    let made = std::mem::take(&mut known.lock().unwrap().made);
    assert!(made.len() > 50, "{} payments in all", made.len());
    let acknowledged: Vec<_> = made
        .iter()
        .map(|(key, id)| format!("'key-{key} {id}'"))
        .collect();
    let found = format!(
        "SELECT COUNT(*) FROM payments WHERE idempotency_key || ' ' || id IN ({})",
        acknowledged.join(", ")
    );
    let made = i64::try_from(made.len()).unwrap();
    assert_eq!(books.number(found).await, made, "of what was acknowledged");
    for (query, expected) in [
        ("SELECT COUNT(*) FROM payments", made),
        ("SELECT COUNT(*) FROM bank_charges WHERE NOT refunded", made),
        // Each that stands is that of a payment, of the same amount.
        (
            "SELECT COUNT(*) FROM payments p JOIN bank_charges b ON b.id = p.authorisation \
             AND NOT b.refunded AND b.amount_cents = p.amount_cents",
            made,
        ),
        (
            "SELECT COUNT(*) FROM idempotency_keys WHERE status IS NULL",
            0,
        ),
        // Double entry.
        (
            "SELECT CAST(COALESCE(SUM(cents), 0) AS BIGINT) FROM ledger",
            0,
        ),
        (
            "SELECT COUNT(*) FROM (SELECT entry FROM ledger GROUP BY entry \
             HAVING SUM(cents) <> 0 OR COUNT(*) <> 2) AS unequal",
            0,
        ),
        (
            "SELECT COUNT(*) FROM accounts a WHERE balance_cents <> (SELECT SUM(cents) \
             FROM ledger l WHERE l.account = a.holder AND l.currency = a.currency)",
            0,
        ),
    ] {
        assert_eq!(books.number(query).await, expected, "{query}");
    }
}

/// A bank and a ledger that fail now and then, as well.
fn start(books: &Books) -> Service {
    let mut command = books.command();
    Service::spawn(command.args(["--bank", "fail=0.05,slow=0.02", "--ledger", "fail=0.05"]))
}

fn clients(service: &Service, known: &Shared) -> JoinSet<()> {
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (url, known) = (service.url.clone(), Arc::clone(known));
        clients.spawn(async move {
            let client = Client::new();
            loop {
                let key = {
                    let mut known = known.lock().unwrap();
                    known.next += 1;
                    let key = known.next;
                    known.open.insert(key);
                    key
                };
                match ask(&client, &url, key).await {
                    Asked::Made(id) => {
                        let mut known = known.lock().unwrap();
                        known.open.remove(&key);
                        known.made.push((key, id));
                    }
                    Asked::Refused => {}
                    Asked::Killed => break,
                }
            }
        });
    }
    clients
}

enum Asked {
    /// With the payment's id.
    Made(String),
    Refused,
    /// Nobody is there any more.
    Killed,
}

async fn ask(client: &Client, url: &str, key: u64) -> Asked {
    let user = format!("user-{}", key % 5);
    let body = json!({"user": user, "amount_cents": key % 100 + 1, "currency": "EUR"});
    let request = client
        .post(format!("{url}/payments"))
        .header("idempotency-key", format!("key-{key}"));
    let Ok(answer) = request.json(&body).send().await else {
        return Asked::Killed;
    };
    if answer.status() != 201 {
        return Asked::Refused;
    }
    match answer.json::<Value>().await {
        Ok(made) => Asked::Made(made["id"].as_str().unwrap().to_owned()),
        Err(_) => Asked::Killed,
    }
}

async fn until_answered(url: &str, key: u64) -> String {
    let client = Client::new();
    for _ in 0..200 {
        if let Asked::Made(id) = ask(&client, url, key).await {
            return id;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("key {key} got no answer");
}

async fn wait_until_zero(books: &Books, query: &'static str) {
    for _ in 0..300 {
        if books.number(query).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{query} is {} after 30 seconds", books.number(query).await);
}
