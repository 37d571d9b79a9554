//! The service as a process of its own, and what it prints.

#![allow(dead_code, clippy::unwrap_used)] // each file uses a part

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

pub(crate) fn of(program: &str) -> Command {
    let mut command = Command::new(program);
    // What the developer's shell exports is not part of the test.
    for name in [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_TRACES_EXPORTER",
        "OTEL_TRACES_SAMPLER",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
        "RUST_LOG",
    ] {
        command.env_remove(name);
    }
    command.env("TRACE_LOG_FORMAT", "json");
    command
}

/// Sends SIGTERM.
pub(crate) fn terminate(process: u32) {
    let mut kill = Command::new("kill");
    let kill = kill.args(["-TERM", &process.to_string()]);
    assert!(kill.status().unwrap().success());
}

/// A service that listens; killed if the test forgets to end it.
pub(crate) struct Service {
    child: Child,
    pub(crate) url: String,
    out: Arc<Mutex<Vec<String>>>,
    err: Option<JoinHandle<String>>,
    out_reader: Option<JoinHandle<()>>,
}

/// What is left of a service.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) took: Duration,
    pub(crate) lines: Vec<Value>,
    pub(crate) trees: String,
}

impl Service {
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let command = command.args(["--listen", "127.0.0.1:0"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let err = thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).unwrap();
            text
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut lines = Vec::new();
        let url = loop {
            let mut line = String::new();
            let bytes = stdout.read_line(&mut line).unwrap();
            if bytes == 0 {
                // Nobody else ends it.
                child.kill().unwrap();
                panic!("it does not listen: {lines:?}");
            }
            let said: Value = serde_json::from_str(&line).unwrap();
            lines.push(line);
            if let Some(address) = said["fields"]["address"].as_str() {
                break format!("http://{address}");
            }
        };
        let out = Arc::new(Mutex::new(lines));
        let lines = Arc::clone(&out);
        let out_reader = thread::spawn(move || {
            for line in stdout.lines() {
                lines.lock().unwrap().push(line.unwrap());
            }
        });
        Service {
            child,
            url,
            out,
            err: Some(err),
            out_reader: Some(out_reader),
        }
    }

    /// Sends SIGTERM; [`end`](Self::end) waits.
    pub(crate) fn terminate(&self) {
        terminate(self.child.id());
    }

    /// Kills it on the spot: nothing of it runs any more.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends the service, and reads what it printed.
    pub(crate) fn end(mut self) -> Ended {
        let begun = Instant::now();
        self.terminate();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "the service does not end"
            );
            thread::sleep(Duration::from_millis(10));
        };
        let took = begun.elapsed();
        let trees = self.err.take().unwrap().join().unwrap();
        self.out_reader.take().unwrap().join().unwrap();
        let lines = self.out.lock().unwrap();
        let lines = lines
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        Ended {
            code: status.code(),
            took,
            lines,
            trees,
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// The tree of one trace, without durations and attributes: a line is
    /// indentation and name.
    pub(crate) fn tree(&self, trace_id: &str) -> Vec<String> {
        tree_in(&self.trees, trace_id)
    }
}

/// The tree of one trace among others: indentation and name of each line.
pub(crate) fn tree_in(trees: &str, trace_id: &str) -> Vec<String> {
    // A link to it is no tree of it.
    let mut found = trees.match_indices(trace_id).map(|(at, _)| at);
    let begin = found
        .find(|at| !trees[..*at].ends_with("↗ "))
        .unwrap_or_else(|| panic!("no {trace_id} in {trees}"));
    let begin = trees[..begin].rfind('\n').map_or(0, |end| end + 1);
    names(&trees[begin..])
}

/// Indentation and name of each line of the first tree in a text, without links.
pub(crate) fn names(tree: &str) -> Vec<String> {
    let mut lines = tree.lines();
    let first = lines.next().unwrap();
    let below = lines.take_while(|line| line.starts_with(['├', '└', '│', ' ']));
    let name = |line: &str| {
        let text = line.trim_start_matches(['├', '└', '│', '─', ' ']);
        let indent = line.len() - text.len();
        let is_link = text.starts_with('↗');
        (!is_link).then(|| line[..indent + text.find("  ").unwrap()].to_owned())
    };
    std::iter::once(first)
        .chain(below)
        .filter_map(name)
        .collect()
}
