//! A payment is made, and seen in a viewer: each is a process of its own, and OTLP is between
//! them.

#![expect(
    clippy::disallowed_methods,
    reason = "the clients around the service have no trace"
)]
#![allow(clippy::unwrap_used)]

mod common;

use std::env;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};

use common::Service;
use serde_json::json;

/// Set for a process that is to be `trace-viewer`, with its arguments.
const IS_VIEWER: &str = "TEST_IS_VIEWER";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";
const CORRELATION: &str = "order-42";

fn main() -> ExitCode {
    if env::var_os(IS_VIEWER).is_some() {
        return trace_viewer::terminal::run();
    }
    a_payment_is_shown_with_its_sentence_and_its_lines();
    ExitCode::SUCCESS
}

fn a_payment_is_shown_with_its_sentence_and_its_lines() {
    let viewer = Viewer::start();
    let mut command = common::command();
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", &viewer.otlp);
    command.env("OTEL_LOGS_EXPORTER", "otlp");
    let service = Service::spawn(&mut command);
    pay(&service);
    // Ending delivers everything.
    assert_eq!(service.end().code, Some(0));

    let shown = viewer.shown(TRACE);
    for part in [
        format!("trace {TRACE}"),
        "▸ POST /payments".to_owned(),
        "· create payment".to_owned(),
        "▸ POST /bank/charge".to_owned(),
        "█ on the critical path".to_owned(),
    ] {
        assert!(shown.contains(&part), "{part}:\n{shown}");
    }
    // The line stands directly under the span in which it was written.
    let above = above(&shown, "INFO payment made payment=pay-");
    assert!(above.contains("· make "), "{above:?}:\n{shown}");
    let solid = shown
        .lines()
        .filter(|line| line.contains("ms") && line.contains('█'));
    assert!(solid.count() > 0, "nothing is marked:\n{shown}");
    let sentence = shown.lines().last().unwrap();
    assert!(
        sentence.starts_with("`payments` is the bottleneck: "),
        "{sentence}"
    );
    // By its other name it is the same.
    assert_eq!(viewer.shown(CORRELATION), shown);
}

fn pay(service: &Service) {
    let body = json!({"user": "ada", "amount_cents": 1250, "currency": "EUR"});
    let request = reqwest::Client::new()
        .post(format!("{}/payments", service.url))
        .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
        .header("x-correlation-id", CORRELATION)
        .json(&body);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answer = runtime.block_on(request.send()).unwrap();
    assert_eq!(answer.status(), 201);
}

/// The row of the span under which a line stands.
fn above<'a>(shown: &'a str, line: &str) -> &'a str {
    let lines: Vec<_> = shown.lines().collect();
    let at = lines.iter().position(|shown| shown.contains(line));
    let at = at.unwrap_or_else(|| panic!("no line `{line}`:\n{shown}"));
    let is_span = |line: &&&str| line.contains('┃') || line.contains('│');
    lines[..at].iter().rev().find(is_span).unwrap()
}

/// The viewer on ports that were free, killed when dropped.
struct Viewer {
    child: Child,
    url: String,
    otlp: String,
}

impl Viewer {
    fn start() -> Self {
        let mut serve = viewer();
        serve.args(["serve", "--store", "memory", "--otlp-grpc", "off"]);
        for port in ["--listen", "--otlp-http"] {
            serve.args([port, "127.0.0.1:0"]);
        }
        let mut child = serve.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let after = |name: &str| {
            let (_, rest) = line.split_once(name).unwrap();
            rest.split_whitespace().next().unwrap().to_owned()
        };
        Viewer {
            child,
            url: after(" at "),
            otlp: format!("http://{}", after("otlp-http=")),
        }
    }

    /// What `get` shows of a trace.
    fn shown(&self, id: &str) -> String {
        let mut get = viewer();
        get.args(["get", id, "--logs", "--width", "140", "--url", &self.url]);
        let done = get.stderr(Stdio::inherit()).output().unwrap();
        assert!(done.status.success(), "{:?}", done.status);
        String::from_utf8(done.stdout).unwrap()
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// This program, as `trace-viewer`, without what the developer's shell exports.
fn viewer() -> Command {
    let mut viewer = Command::new(env::current_exe().unwrap());
    for (name, _) in env::vars() {
        if name.starts_with("OTEL_") || name.starts_with("TRACE_VIEWER_") {
            viewer.env_remove(name);
        }
    }
    viewer.env(IS_VIEWER, "1");
    viewer
}
