//! What goes wrong with one server.

use std::process::Command;
use std::time::{Duration, Instant};

use test_servers::Redis;
use trace_store::redis::{RedisStore, Settings};
use trace_store::search::Search;
use trace_store::{Store, WriteError};

use crate::proxy::Proxy;
use crate::support::{
    MILLI, attribute, batch, connect, eventually, failed, id, now, one, settings, settled, span,
    traces,
};

/// Stops a server, with `SIGSTOP`, for as long as this is there.
pub(crate) struct Stopped(String);

impl Stopped {
    pub(crate) fn server(server: &Redis) -> Stopped {
        let info = server.cli(&["INFO", "server"]).unwrap();
        let process = info
            .lines()
            .find_map(|line| line.strip_prefix("process_id:"));
        let stopped = Stopped(process.unwrap().trim().to_owned());
        stopped.signal("STOP");
        stopped
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args(["-s", name, &self.0])
            .status()
            .unwrap();
        assert!(status.success());
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        self.signal("CONT");
    }
}

#[tokio::test]
async fn after_a_cut_connection_reads_and_writes_go_on_within_five_seconds() {
    let server = Redis::start().unwrap();
    let proxy = Proxy::to(server.port()).await;
    let store = connect([proxy.url.clone()]).await;
    store.write(batch(traces(3))).await.unwrap();
    proxy.cut();
    let refused = store.write(batch(traces(1))).await.unwrap_err();
    assert!(matches!(refused, WriteError::Failed(_)), "{refused:?}");
    store.trace(id(1)).await.unwrap_err();
    store.search(&Search::default()).await.unwrap_err();
    let status = store.status().await;
    assert_eq!(status.batches_refused, 1);
    assert_ne!(status.troubles, [""; 0]);
    proxy.heal();
    let since = Instant::now();
    eventually("a batch is taken", || async {
        store.write(batch(traces(4))).await.is_ok()
    })
    .await;
    assert!(since.elapsed() < Duration::from_secs(5));
    settled(&store).await;
    let found = store.search(&Search::default()).await.unwrap();
    assert_eq!((found.value.matched, found.coverage.missing.len()), (4, 0));
}

#[tokio::test]
async fn a_paused_server_fails_what_waits_and_what_was_acknowledged_is_there_afterwards() {
    let server = Redis::start().unwrap();
    let store = RedisStore::connect(Settings {
        timeout: Duration::from_millis(700),
        waiting_bytes: 4_000,
        ..settings([server.url()])
    })
    .await
    .unwrap();
    store.write(batch(traces(3))).await.unwrap();
    let stopped = Stopped::server(&server);
    let waiting = (0..30).map(|_| store.write(batch(traces(1))));
    let refused = futures_util::future::join_all(waiting).await;
    let full = |refused: &&Result<(), WriteError>| matches!(refused, Err(WriteError::Full { .. }));
    assert!(refused.iter().all(Result::is_err));
    let count = refused.iter().filter(full).count();
    assert!(
        (1..30).contains(&count),
        "{count} of 30 were refused at once"
    );
    store.trace(id(1)).await.unwrap_err();
    drop(stopped);
    eventually("a batch is taken", || async {
        store.write(batch(traces(4))).await.is_ok()
    })
    .await;
    settled(&store).await;
    let found = store.search(&Search::default()).await.unwrap().value;
    assert_eq!(found.matched, 4);
}

/// A trace of one span that takes about 10 KiB, and cannot be compressed.
fn large(number: u128) -> trace_model::Span {
    let mut state = number as u64;
    let mut text = String::new();
    while text.len() < 10_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        text.push_str(&format!("{:x}", state >> 8));
    }
    let mut span = span(id(number), 1, "orders", "POST", [now(), now() + MILLI]);
    span.attributes.push(attribute("text", &text));
    span
}

#[tokio::test]
async fn when_the_memory_is_nearly_full_failed_traces_are_taken_and_in_the_end_none() {
    let server = Redis::start_with(&["--maxmemory", "24mb", "--maxmemory-policy", "noeviction"]);
    let server = server.unwrap();
    let store = connect([server.url()]).await;
    let mut number = 0;
    let mut write = async |has_failed: bool| {
        number += 1;
        let span = large(number);
        store
            .write(batch(vec![if has_failed { failed(span) } else { span }]))
            .await
    };
    let mut taken = [0; 2];
    let mut refused = Vec::new();
    for has_failed in [false, true] {
        let refusal = loop {
            match write(has_failed).await {
                Ok(()) => taken[usize::from(has_failed)] += 1,
                Err(refusal) => break refusal,
            }
            assert!(taken[0] + taken[1] < 4_000, "24 MB hold no 40 MB");
        };
        assert!(matches!(refusal, WriteError::Full { .. }), "{refusal:?}");
        refused.push(refusal);
    }
    assert!(taken[0] > 500, "{taken:?}");
    assert!(taken[1] > 50, "{taken:?}");
    let status = store.status().await;
    assert_eq!(status.byte_limit, Some(24 << 20));
    assert_eq!(status.batches_refused, 2);
    // All that was acknowledged is there.
    for number in [1, taken[0], taken[0] + 2, taken[0] + taken[1] + 1] {
        assert!(
            store.trace(id(number)).await.unwrap().value.is_some(),
            "trace {number}"
        );
    }
    // A batch with both is taken without what went well, which is counted.
    server.cli(&["CONFIG", "SET", "maxmemory", "25mb"]).unwrap();
    let both = vec![large(9_001), failed(large(9_002))];
    store.write(batch(both)).await.unwrap();
    assert!(store.trace(id(9_001)).await.unwrap().value.is_none());
    assert!(store.trace(id(9_002)).await.unwrap().value.is_some());
    assert_eq!(store.status().await.spans_left_out, 1);
    // With more memory all goes on.
    server
        .cli(&["CONFIG", "SET", "maxmemory", "100mb"])
        .unwrap();
    eventually("a batch is taken", || async {
        store.write(batch(traces(4))).await.is_ok()
    })
    .await;
    settled(&store).await;
}

#[tokio::test]
async fn a_key_of_the_wrong_type_is_said_to_be_missing_and_all_others_are_read() {
    let (server, store) = one().await;
    store.write(batch(traces(9))).await.unwrap();
    settled(&store).await;
    let hour = server.cli(&["KEYS", "slow_traces:*"]).unwrap();
    server.cli(&["SET", &hour, "text"]).unwrap();
    let trace = format!("trace:{}", id(5));
    server.cli(&["SET", &trace, "text"]).unwrap();
    let slow = store.slow(10).await.unwrap();
    assert!(
        slow.coverage.missing[0].contains(&hour),
        "{:?}",
        slow.coverage
    );
    let found = store.search(&Search::default()).await.unwrap();
    assert_eq!(found.value.traces.len(), 8);
    assert!(
        found.coverage.missing[0].contains(&trace),
        "{:?}",
        found.coverage
    );
    assert!(store.trace(id(5)).await.unwrap().value.is_none());
    assert!(store.trace(id(4)).await.unwrap().value.is_some());
    // To the others of a batch it does nothing either.
    store.write(batch(traces(9))).await.unwrap();
    assert_eq!(store.status().await.spans_left_out, 2);
    store
        .write(batch(vec![span(id(10), 1, "new", "new", [now(), now()])]))
        .await
        .unwrap();
    settled(&store).await;
    assert!(store.trace(id(10)).await.unwrap().value.unwrap().is_settled);
    // Without the set of live traces nothing would be found: so nothing is taken.
    server.cli(&["SET", "live", "text"]).unwrap();
    let refused = store.write(batch(traces(1))).await.unwrap_err();
    assert!(refused.to_string().contains("WRONGTYPE"), "{refused}");
    server.cli(&["DEL", "live"]).unwrap();
    store.write(batch(traces(1))).await.unwrap();
}

#[tokio::test]
async fn what_is_damaged_is_left_out_and_said() {
    let (server, store) = one().await;
    store.write(batch(traces(2))).await.unwrap();
    settled(&store).await;
    let trace = format!("trace:{}", id(2));
    for junk in ["", "x", "\u{1}\u{3}junk", "\u{1}\u{2}\u{7f}"] {
        server.cli(&["RPUSH", &trace, junk]).unwrap();
    }
    server
        .cli(&["RPUSH", &format!("trace:{}", id(3)), "junk"])
        .unwrap();
    let read = store.trace(id(2)).await.unwrap();
    assert_eq!(read.value.unwrap().trace.spans.len(), 2);
    let what = format!("4 damaged pieces of the trace {}", id(2));
    assert_eq!(read.coverage.missing, [what]);
    assert!(store.trace(id(3)).await.unwrap().value.is_none());
    let hours = server.cli(&["KEYS", "roll:*"]).unwrap();
    let index = server.cli(&["KEYS", "idx:*"]).unwrap();
    server
        .cli(&["RPUSH", hours.lines().next().unwrap(), "junk"])
        .unwrap();
    for list in index.lines() {
        server.cli(&["ZADD", list, "1e15", "junk"]).unwrap();
    }
    for list in ["ops", "runs_first"] {
        let key = server.cli(&["KEYS", &format!("{list}:*")]).unwrap();
        server.cli(&["ZADD", &key, "1", "junk"]).unwrap();
    }
    server.cli(&["HSET", "pins", "junk", "junk"]).unwrap();
    let counted = store.roll_ups(0..u64::MAX).await.unwrap();
    assert_eq!(counted.coverage.missing[0], "1 damaged pieces of counts");
    let counts = counted.value.operations.values().map(|cell| cell.count);
    assert_eq!(counts.sum::<u64>(), 4);
    let found = store.search(&Search::default()).await.unwrap();
    assert_eq!(found.value.traces.len(), 2);
    let said = found.coverage.missing.join(", ");
    assert!(
        said.contains("1 damaged members of the key `idx:"),
        "{said}"
    );
    let operations = store.operations(None).await.unwrap();
    assert_eq!(operations.value.len(), 2);
    let said = operations.coverage.missing.join(", ");
    assert!(said.contains("1 damaged names of operations"), "{said}");
    let runs = store.runs().await.unwrap();
    assert_eq!(runs.value.len(), 2);
    let said = runs.coverage.missing.join(", ");
    assert!(said.contains("1 damaged names of processes"), "{said}");
    let pins = store.pins().await.unwrap();
    assert_eq!(pins.coverage.missing[0], "1 damaged pins");
}
