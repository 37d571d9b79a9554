//! How `payments` starts and ends.

#![expect(
    clippy::disallowed_methods,
    reason = "the clients and servers around the service have no trace"
)]
#![allow(clippy::unwrap_used)]

mod common;

use std::net::TcpListener;
use std::time::Duration;

use common::{Service, command};
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
        (&["--listen"], "--listen needs an address"),
        (&["--port", "1"], "unknown argument \"--port\""),
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
    let service = Service::start();
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
