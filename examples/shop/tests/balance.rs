//! All of it: what was made is what is stored, whatever goes wrong on the way.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The program on free ports, without what the developer's shell exports.
fn command() -> Command {
    let mut shop = Command::new(env!("CARGO_BIN_EXE_shop"));
    for (name, _) in std::env::vars() {
        if name.starts_with("OTEL_") || name.starts_with("TRACE_") {
            shop.env_remove(name);
        }
    }
    shop.args(["--listen", "127.0.0.1:0", "--rps", "25"]);
    shop
}

/// Runs for some seconds.
fn shop(options: &[&str]) -> String {
    let mut shop = command();
    shop.args(["--for", "4s"]);
    let done = shop.args(options).output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}\n{errors}");
    assert!(!errors.contains("exporter="), "{errors}");
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
    // So young a trace is not looked at.
    assert!(said.contains("context lost       not known"), "{said}");
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
    let done = command().arg("orders").output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(
        said.contains("`orders` is a service that `shop` starts"),
        "{said}"
    );
}

/// Runs until all of it has started.
fn started() -> (Child, BufReader<ChildStdout>) {
    let mut shop = command().stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(shop.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("through five services") {
        line.clear();
        assert!(said.read_line(&mut line).unwrap() > 0, "it has ended");
    }
    (shop, said)
}

fn signal(shop: &Child, signal: &str) {
    let id = shop.id().to_string();
    let sent = Command::new("kill").args([signal, &id]).status();
    assert!(sent.unwrap().success());
}

/// The parent of a process; `None` where it has ended.
fn parent(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut values = after_name.split_whitespace();
    let state = values.next()?;
    values.next()?.parse().ok().filter(|_| state != "Z")
}

fn children(shop: &Child) -> Vec<u32> {
    let all = fs::read_dir("/proc").unwrap();
    let ids = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    ids.filter(|id| parent(*id) == Some(shop.id())).collect()
}

fn wait_until_ended(children: &[u32]) {
    let begun = Instant::now();
    while children.iter().any(|id| parent(*id).is_some()) {
        assert!(begun.elapsed() < Duration::from_secs(30), "{children:?}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn sigterm_ends_all_processes_in_order() {
    let (mut shop, mut said) = started();
    let children = children(&shop);
    assert_eq!(children.len(), 6);
    signal(&shop, "-TERM");
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert!(shop.wait().unwrap().success(), "{rest}");
    assert!(rest.contains("The numbers balance"), "{rest}");
    wait_until_ended(&children);
}

#[test]
fn no_process_outlives_a_shop_that_was_killed() {
    let (mut shop, _said) = started();
    let children = children(&shop);
    assert_eq!(children.len(), 6);
    signal(&shop, "-KILL");
    shop.wait().unwrap();
    wait_until_ended(&children);
}
