//! All of it: what was made is what is stored, whatever goes wrong on the way.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::process::Command;

/// Runs for some seconds on free ports, without what the developer's shell exports.
fn shop(options: &[&str]) -> String {
    let mut shop = Command::new(env!("CARGO_BIN_EXE_shop"));
    for (name, _) in std::env::vars() {
        if name.starts_with("OTEL_") || name.starts_with("TRACE_") {
            shop.env_remove(name);
        }
    }
    shop.args(["--listen", "127.0.0.1:0", "--for", "4s", "--rps", "25"]);
    let done = shop.args(options).output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}\n{errors}");
    said
}

fn number(said: &str, name: &str) -> u64 {
    let line = said.lines().find(|line| line.starts_with(name)).unwrap();
    let number = line[name.len()..].split_whitespace().next().unwrap();
    number.parse().unwrap()
}

#[test]
fn each_request_is_a_trace_and_no_span_is_lost() {
    let said = shop(&[
        "--fail",
        "payments",
        "--slow",
        "auth",
        "--lose",
        "notifications",
    ]);
    assert!(
        said.lines()
            .any(|line| line.starts_with("Open http://127.0.0.1:")),
        "{said}"
    );
    assert!(
        said.contains("`payments` fails, one time in five"),
        "{said}"
    );
    let requests = number(&said, "requests made");
    assert!(requests >= 50, "{said}");
    assert_eq!(number(&said, "traces stored"), requests, "{said}");
    assert_eq!(
        number(&said, "spans stored"),
        number(&said, "spans made"),
        "{said}"
    );
    assert_eq!(number(&said, "spans dropped"), 0, "{said}");
    assert!(said.contains("The numbers balance"), "{said}");
}

#[test]
fn in_redis_a_second_run_counts_its_own_traces() {
    let redis = test_servers::Redis::start().unwrap();
    for _ in 0..2 {
        let said = shop(&["--store", &redis.url(), "--for", "2s"]);
        let requests = number(&said, "requests made");
        assert!(requests > 0, "{said}");
        assert_eq!(number(&said, "traces stored"), requests, "{said}");
    }
}

#[test]
fn what_the_environment_turns_off_is_said() {
    let mut shop = Command::new(env!("CARGO_BIN_EXE_shop"));
    shop.env("OTEL_SDK_DISABLED", "true");
    shop.args(["--listen", "127.0.0.1:0", "--for", "1s"]);
    let done = shop.output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{said}");
    assert!(
        said.contains("Nothing was recorded, as the environment says."),
        "{said}"
    );
}

#[test]
fn a_service_that_is_not_there_is_told_apart() {
    let mut shop = Command::new(env!("CARGO_BIN_EXE_shop"));
    let done = shop.args(["--slow", "order"]).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("there is no service `order`"), "{said}");
}
