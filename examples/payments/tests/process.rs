//! How `payments` starts and ends.

#![expect(
    clippy::disallowed_methods,
    reason = "the clients and servers around the service have no trace"
)]
#![allow(clippy::unwrap_used)]

mod common;

use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::time::{Duration, Instant};

use common::{Ended, Service, command, start, terminate};
use serde_json::{Value, json};

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = command().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn help_is_printed() {
    let (code, out, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    assert!(
        out.contains("--listen ADDR") && out.contains("127.0.0.1:8080"),
        "{out}"
    );
}

#[test]
fn a_bad_command_line_is_explained() {
    for (arguments, said) in [
        (
            &["--listen", "8080"][..],
            "--listen \"8080\" is not an address",
        ),
        (&["--listen"], "missing argument for option '--listen'"),
        (&["--port", "1"], "invalid option '--port'"),
    ] {
        let (code, _, err) = run(arguments);
        assert_eq!(code, Some(2));
        assert!(err.contains(said) && !err.contains("panicked"), "{err}");
    }
}

#[test]
fn a_port_in_use_is_explained() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, _, err) = run(&["--listen", &address]);
    assert_eq!(code, Some(1));
    assert!(
        err.contains(&format!("cannot listen on {address}")),
        "{err}"
    );
    assert!(!err.contains("panicked"), "{err}");
}

#[tokio::test]
async fn a_signal_lets_requests_finish_and_delivers_their_spans() {
    let service = start();
    // A callee that accepts and is silent for a while.
    let callee = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", callee.local_addr().unwrap());
    let request = reqwest::Client::new()
        .post(format!("{}/test", service.url))
        .json(&json!([{"url": url, "arguments": 0}]));
    let answer = tokio::spawn(request.send());
    let (connection, _) = callee.accept().await.unwrap();
    service.terminate();
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(connection);
    let answer: Value = answer.await.unwrap().unwrap().json().await.unwrap();

    let ended = tokio::task::spawn_blocking(move || service.end())
        .await
        .unwrap();
    assert_eq!(ended.code, Some(0));
    let tree = ended.tree(answer["trace_id"].as_str().unwrap());
    assert_eq!(
        tree,
        ["POST /test", "└─ test", "   └─ call", "      └─ POST"]
    );
    assert_eq!(
        ended.lines.last().unwrap()["message"],
        "all spans delivered"
    );
}

#[tokio::test]
async fn a_collector_that_hangs_does_not_hold_the_process() {
    // Connections wait in its backlog for ever.
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", collector.local_addr().unwrap());
    let service = Service::spawn(command().env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint));
    let health = format!("{}/nope", service.url);
    assert_eq!(reqwest::get(health).await.unwrap().status(), 404);
    let ended = tokio::task::spawn_blocking(move || service.end())
        .await
        .unwrap();
    assert_eq!(ended.code, Some(0));
    assert!(ended.took < Duration::from_secs(5), "{:?}", ended.took);
}

/// A service is reached as soon as it listens; from then on, a signal ends it well.
#[test]
fn a_signal_at_the_first_connection_is_graceful() {
    for run in 0..30 {
        // An address that only this test uses, where the system has so many.
        let free = TcpListener::bind("127.9.8.7:0").or_else(|_| TcpListener::bind("127.0.0.1:0"));
        let address = free.unwrap().local_addr().unwrap();
        let mut service = command();
        let service = service.args(["--listen", &address.to_string()]);
        let service = service.stdout(Stdio::piped()).stderr(Stdio::piped());
        let service = service.spawn().unwrap();
        let begun = Instant::now();
        let connection = loop {
            if let Ok(connection) = TcpStream::connect(address) {
                break connection;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "run {run}");
        };
        terminate(service.id());
        drop(connection);
        let ended = service.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stdout).unwrap();
        assert_eq!(ended.status.code(), Some(0), "run {run}: {said}");
        let last: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        assert_eq!(last["message"], "all spans delivered", "run {run}: {said}");
    }
}

fn messages(ended: &Ended) -> Vec<&str> {
    let messages = ended.lines.iter().map(|line| line["message"].as_str());
    messages.map(Option::unwrap).collect()
}

#[tokio::test]
async fn reminders_that_were_not_sent_are_reported() {
    const PAYMENTS: usize = 20;
    let service = start();
    for _ in 0..PAYMENTS {
        let order = json!({"user": "ada", "amount_cents": 1, "currency": "EUR"});
        let url = format!("{}/payments", service.url);
        let paid = reqwest::Client::new().post(url).json(&order).send().await;
        assert_eq!(paid.unwrap().status(), 201);
    }
    let ended = tokio::task::spawn_blocking(move || service.end())
        .await
        .unwrap();
    let messages = messages(&ended);
    let sent = messages.iter().filter(|said| **said == "reminder sent");
    let last = messages.last().unwrap();
    let pending = last.strip_prefix("all spans delivered; ");
    let pending = pending.and_then(|said| said.split(' ').next());
    let pending: usize = pending.map_or(0, |number| number.parse().unwrap());
    // One that is sent between the report and the end is in both.
    assert!(
        pending <= PAYMENTS && pending + sent.count() >= PAYMENTS,
        "{last}"
    );
}

#[tokio::test]
async fn spans_that_are_open_at_the_end_are_reported() {
    let service = start();
    // A callee that accepts and is silent for ever.
    let callee = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", callee.local_addr().unwrap());
    let request = reqwest::Client::new()
        .post(format!("{}/test", service.url))
        .json(&json!([{"url": url, "arguments": 0}]));
    let answer = tokio::spawn(request.send());
    let _connection = callee.accept().await.unwrap();
    let ended = tokio::task::spawn_blocking(move || service.end())
        .await
        .unwrap();
    assert_eq!(ended.code, Some(0));
    // The server's, the handler's, the call's and the client's.
    assert_eq!(
        messages(&ended).last().unwrap(),
        &"4 spans are still open and were not delivered"
    );
    assert!(answer.await.unwrap().is_err());
}

#[tokio::test]
async fn what_a_dead_collector_cost_is_said_once() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let service = Service::spawn(command().env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint));
    for _ in 0..3 {
        let missing = reqwest::get(format!("{}/nope", service.url)).await;
        assert_eq!(missing.unwrap().status(), 404);
    }
    let ended = tokio::task::spawn_blocking(move || service.end())
        .await
        .unwrap();
    let messages = messages(&ended);
    let last = messages.last().unwrap();
    assert!(last.starts_with("3 spans were dropped (3 "), "{last}");
    let told = ended
        .trees
        .lines()
        .filter(|line| line.starts_with("trace: "));
    for line in told {
        assert!(!line.contains("spans that could not"), "{line}");
    }
}
