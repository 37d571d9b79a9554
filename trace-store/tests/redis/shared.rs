//! Several stores on the same servers.

use std::time::Duration;

use tokio::time::timeout;
use trace_store::Store;
use trace_store::redis::{RedisStore, Settings};
use trace_store::search::Search;

use crate::support::{
    MILLI, batch, connect, eventually, id, now, one, settings, settled, span, traces,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_writers_of_one_trace_lose_nothing_and_count_nothing_twice() {
    let (server, one) = one().await;
    let other = connect([server.url()]).await;
    let begin = now() - 1_000 * MILLI;
    for round in 0..40 {
        let spans = |writer: u64| {
            let number = 1 + 2 * round + writer;
            let span = |of| {
                span(
                    id(of),
                    number,
                    "orders",
                    "POST",
                    [begin, begin + number * MILLI],
                )
            };
            batch((1..=20).map(span).collect())
        };
        let (first, second) = tokio::join!(one.write(spans(0)), other.write(spans(1)));
        first.unwrap();
        second.unwrap();
        if round % 8 == 0 {
            // Some settle in between.
            tokio::time::sleep(Duration::from_millis(120)).await;
        }
    }
    settled(&one).await;
    let third = connect([server.url()]).await;
    let trace = third.trace(id(7)).await.unwrap().value.unwrap().trace;
    assert_eq!(trace.spans.len(), 80);
    let counted = third.roll_ups(0..u64::MAX).await.unwrap().value;
    let counts: u64 = counted.operations.values().map(|cell| cell.count).sum();
    assert_eq!(counts, 20 * 80);
    let found = third.search(&Search::default()).await.unwrap().value;
    assert_eq!((found.matched, found.matched_is_exact), (20, true));
}

#[tokio::test]
async fn what_a_store_has_acknowledged_another_settles_when_it_is_gone() {
    let (server, lost) = one().await;
    lost.write(batch(traces(50))).await.unwrap();
    drop(lost);
    let other = connect([server.url()]).await;
    let found = other.search(&Search::default()).await.unwrap().value;
    assert_eq!(found.traces.len(), 20);
    settled(&other).await;
    let found = other.search(&Search::default()).await.unwrap().value;
    assert_eq!(found.traces[0].summary.trace_id, id(50));
    assert!(other.trace(id(1)).await.unwrap().value.unwrap().is_settled);
}

#[tokio::test]
async fn all_stores_hear_of_a_trace_that_settles() {
    let (server, writer) = one().await;
    let viewer = connect([server.url()]).await;
    let mut tails = [writer.tail(), viewer.tail()];
    // Whoever listens is not yet heard of, for a moment.
    eventually("two listen", || async {
        server
            .cli(&["PUBSUB", "NUMSUB", "live"])
            .unwrap()
            .ends_with('2')
    })
    .await;
    writer.write(batch(traces(1))).await.unwrap();
    for tail in &mut tails {
        let heard = timeout(Duration::from_secs(20), tail.recv())
            .await
            .unwrap()
            .unwrap();
        assert_eq!((heard.trace_id, heard.span_count), (id(1), 2));
    }
}

#[tokio::test]
async fn a_repeated_batch_is_taken_once() {
    let (_server, store) = one().await;
    let spans = traces(2);
    store.write(batch(spans.clone())).await.unwrap();
    settled(&store).await;
    store.write(batch(spans)).await.unwrap();
    settled(&store).await;
    let trace = store.trace(id(2)).await.unwrap().value.unwrap().trace;
    assert_eq!(trace.spans.len(), 2);
    let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
    assert_eq!(
        counted
            .operations
            .values()
            .map(|cell| cell.count)
            .sum::<u64>(),
        4
    );
}

#[tokio::test]
async fn every_key_has_an_end_from_its_first_write_on_except_for_pins() {
    let (server, store) = one().await;
    store.write(batch(traces(5))).await.unwrap();
    settled(&store).await;
    let key = format!("trace:{}", id(3));
    let ttl = |key: &str| server.cli(&["PTTL", key]).unwrap().parse::<i64>().unwrap();
    let before = ttl(&key);
    store
        .write(batch(vec![span(id(3), 9, "late", "late", [now(), now()])]))
        .await
        .unwrap();
    assert!(ttl(&key) <= before, "the end of a trace is not put off");
    settled(&store).await;
    for key in server.cli(&["KEYS", "*"]).unwrap().lines() {
        assert!(ttl(key) > 0, "`{key}` has no end");
    }
    assert!(store.pin(id(3), "why").await.unwrap());
    assert_eq!(ttl(&key), -1);
    store
        .write(batch(vec![span(id(3), 10, "late", "late", [now(), now()])]))
        .await
        .unwrap();
    settled(&store).await;
    assert_eq!(ttl(&key), -1);
    assert!(store.unpin(id(3)).await.unwrap());
    assert!((1..=before).contains(&ttl(&key)));
}

#[tokio::test]
async fn a_trace_ends_when_it_is_as_old_as_traces_are_kept_and_a_pinned_one_does_not() {
    let (server, store) = one().await;
    drop(store);
    let settings = Settings {
        keep: Duration::from_secs(2),
        ..settings([server.url()])
    };
    let store = RedisStore::connect(settings).await.unwrap();
    store.write(batch(traces(3))).await.unwrap();
    assert!(store.pin(id(2), "").await.unwrap());
    settled(&store).await;
    eventually("the traces are gone", || async {
        let found = store.search(&Search::default()).await.unwrap();
        assert_eq!(found.coverage.missing, [""; 0]);
        found.value.traces.len() == 1
    })
    .await;
    assert!(store.trace(id(1)).await.unwrap().value.is_none());
    assert!(store.trace(id(2)).await.unwrap().value.is_some());
    let slow = store.slow(10).await.unwrap();
    assert_eq!(slow.value.len(), 1);
    assert_eq!(slow.coverage.bound, Some(trace_store::Bound::Age));
    assert!(store.unpin(id(2)).await.unwrap());
    assert!(store.trace(id(2)).await.unwrap().value.is_none());
}
