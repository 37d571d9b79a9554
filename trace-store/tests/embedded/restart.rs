//! What was acknowledged is there after the process was killed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use tempfile::tempdir;
use tokio::runtime::Builder;
use trace_store::Store;
use trace_store::embedded::{EmbeddedStore, Settings};

use crate::made::{batch, id, span};

const FOLDER: &str = "TRACE_STORE_TEST_FOLDER";
const FIRST: &str = "TRACE_STORE_TEST_FIRST";
const SPANS: u64 = 3;

/// Traces settle at once, so that a kill may come at any point of that.
fn hasty(folder: &std::path::Path) -> Settings {
    Settings {
        quiet_with_root: Duration::from_millis(1),
        ..Settings::new(folder)
    }
}

/// Writes traces until it is killed, and says the number of each when it is acknowledged.
/// Does nothing unless it is the child of the other test.
#[test]
fn a_child_takes_traces_in() {
    let (Ok(folder), Ok(first)) = (std::env::var(FOLDER), std::env::var(FIRST)) else {
        return;
    };
    let first: u64 = first.parse().unwrap();
    let runtime = Builder::new_multi_thread().build().unwrap();
    runtime.block_on(async {
        let store = EmbeddedStore::open(hasty(folder.as_ref())).unwrap();
        let mut out = std::io::stdout();
        for number in first.. {
            for part in 1..=SPANS {
                let one = span(number, part, "orders", "POST /orders", [number, number + 1]);
                store.write(batch(vec![one])).await.unwrap();
            }
            writeln!(out, "taken {number}").unwrap();
            out.flush().unwrap();
        }
    });
}

fn child(folder: &std::path::Path, first: u64) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "restart::a_child_takes_traces_in", "--nocapture"])
        .env(FOLDER, folder)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    (child, out)
}

#[test]
fn a_hundred_kills_lose_nothing_that_was_acknowledged() {
    let folder = tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for kill in 0..100_u64 {
        let first = 1 + 1_000_000 * kill;
        let (mut child, out) = child(folder.path(), first);
        // Now and then early, now and then after some traces have settled.
        let mut left = 1 + kill * 37 % 40;
        let mut last = None;
        for line in out.lines() {
            let line = line.unwrap();
            let Some((_, number)) = line.split_once("taken ") else {
                continue;
            };
            last = Some(number.trim().parse::<u64>().unwrap());
            left -= 1;
            if left == 0 {
                // SIGKILL: nothing of the process gets a say.
                child.kill().unwrap();
                break;
            }
        }
        child.wait().unwrap();
        acknowledged.push((first, last.unwrap()));
    }
    let runtime = Builder::new_multi_thread().build().unwrap();
    runtime.block_on(async {
        let store = EmbeddedStore::open(hasty(folder.path())).unwrap();
        for (first, last) in acknowledged {
            for number in first..=last {
                let stored = store.trace(id(number)).await.unwrap().value.unwrap();
                let spans = stored.trace.spans.len() as u64;
                assert_eq!(spans, SPANS, "trace {number}");
            }
        }
    });
}
