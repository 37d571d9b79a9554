//! Values and a writer that log, under a global subscriber: one that is local
//! to a thread hides such events from us.

#![allow(clippy::unwrap_used)]

mod support;

use std::fmt;
use std::io::{self, Write};
use std::sync::LazyLock;

use support::Captured;
use trace_runtime::run_sync;
use tracing::info;
use tracing_subscriber::layer::SubscriberExt as _;

static LINES: LazyLock<Captured> = LazyLock::new(|| {
    let captured = Captured::default();
    let layer = trace_log::json().writer(Talkative(captured.clone()));
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer)).unwrap();
    captured
});

/// Logs about each line that it is given.
struct Talkative(Captured);

impl Write for Talkative {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        info!(bytes = bytes.len(), "about to write");
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Logs(u8);

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 0 {
            info!(inner = ?Logs(self.0 - 1), "depth {}", self.0);
        }
        write!(f, "logs {}", self.0)
    }
}

#[test]
fn a_value_may_log() {
    let lines = &*LINES;
    let mut trace_id = String::new();
    run_sync("job", |cx| {
        trace_id = cx.trace_id().to_string();
        info!(before = 1, value = ?Logs(3), after = 2, "outer");
    });
    let lines = lines.json();
    let lines: Vec<_> = lines
        .iter()
        .filter(|line| line["trace_id"] == *trace_id)
        .collect();
    let messages: Vec<_> = lines
        .iter()
        .map(|line| line["message"].as_str().unwrap())
        .collect();
    assert_eq!(messages, ["depth 1", "depth 2", "depth 3", "outer"]);
    assert_eq!(lines[0]["fields"], serde_json::json!({ "inner": "logs 0" }));
    assert_eq!(
        lines[3]["fields"],
        serde_json::json!({ "before": 1, "value": "logs 3", "after": 2 })
    );
}

#[test]
fn a_writer_may_log_and_its_lines_are_counted() {
    let lines = &*LINES;
    let before = trace_log::stats().dropped_lines;
    info!("one");
    info!("two");
    assert!(trace_log::stats().dropped_lines >= before + 2);
    assert!(
        lines
            .json()
            .iter()
            .all(|line| line["message"] != "about to write")
    );
}

#[test]
fn tasks_on_many_threads_log_their_own_trace() {
    let lines = &*LINES;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    let mut expected = Vec::new();
    for request in 0..20_u64 {
        expected.push(runtime.block_on(trace_runtime::run("request", async |cx| {
            let tasks = [0, 1, 2].map(|task| {
                cx.spawn("task", async move |cx| {
                    tokio::task::yield_now().await;
                    info!(target: "tasks", request, task, "step");
                    cx.span_id().to_string()
                })
            });
            let mut spans = Vec::new();
            for task in tasks {
                spans.push(task.await.unwrap());
            }
            (cx.trace_id().to_string(), spans)
        })));
    }
    let lines = lines.json();
    let steps: Vec<_> = lines
        .iter()
        .filter(|line| line["target"] == "tasks")
        .collect();
    assert_eq!(steps.len(), 60);
    for line in steps {
        let at = |key: &str| line["fields"][key].as_u64().unwrap() as usize;
        let (trace_id, spans) = &expected[at("request")];
        assert_eq!(line["trace_id"], **trace_id);
        assert_eq!(line["span_id"], *spans[at("task")]);
    }
}
