//! A server that is killed, and started again.

use std::time::Duration;

use futures_util::future::join_all;
use test_servers::{Redis, RedisCluster};
use trace_model::Span;
use trace_store::redis::{RedisStore, Settings};
use trace_store::search::Search;
use trace_store::{Store, WriteError};

use crate::support::{batch, connect, eventually, id, settings, settled, traces};

fn all() -> Search {
    Search {
        limit: 10_000,
        ..Search::default()
    }
}

/// Nothing is taken and nothing is read, and both say so.
async fn is_gone(store: &RedisStore) {
    let refused = store.write(batch(traces(1))).await.unwrap_err();
    assert!(matches!(refused, WriteError::Failed(_)), "{refused:?}");
    store.search(&all()).await.unwrap_err();
    store.trace(id(1)).await.unwrap_err();
    assert_ne!(store.status().await.troubles, [""; 0]);
}

async fn takes_again(store: &RedisStore, spans: &[Span]) {
    eventually("a batch is taken", || async {
        store.write(batch(spans.to_vec())).await.is_ok()
    })
    .await;
    settled(store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_back_without_its_memory_takes_traces_that_all_can_read() {
    let server = Redis::start_with(&["--maxmemory", "512mb"]).unwrap();
    let store = connect([server.url()]).await;
    // So many that there is a dictionary, which is gone afterwards, too.
    store.write(batch(traces(4_500))).await.unwrap();
    eventually("there is a dictionary", || async {
        !server.cli(&["GET", "dict"]).unwrap().is_empty()
    })
    .await;
    assert!(store.pin(id(2), "").await.unwrap());
    let killed = server.kill().unwrap();
    is_gone(&store).await;

    let server = killed.start().unwrap();
    assert_eq!(server.cli(&["DBSIZE"]).unwrap(), "0");
    takes_again(&store, &traces(4)).await;
    let other = connect([server.url()]).await;
    for store in [&store, &other] {
        eventually("all is read", || async {
            let found = store.search(&all()).await.unwrap();
            found.value.matched == 4 && found.coverage.missing.is_empty()
        })
        .await;
        assert!(store.trace(id(5)).await.unwrap().value.is_none());
        assert!(store.pins().await.unwrap().value.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_keeps_a_file_has_all_that_was_acknowledged() {
    let kept = ["--appendonly", "yes", "--appendfsync", "always"];
    let server = Redis::start_with(&[&kept[..], &["--maxmemory", "512mb"]].concat()).unwrap();
    let store = connect([server.url()]).await;
    let spans = traces(41);
    store.write(batch(spans[..60].to_vec())).await.unwrap();
    settled(&store).await;
    // These are live when it is killed.
    store.write(batch(spans[60..80].to_vec())).await.unwrap();
    assert!(store.pin(id(2), "why").await.unwrap());
    let killed = server.kill().unwrap();
    is_gone(&store).await;

    let _server = killed.start().unwrap();
    takes_again(&store, &spans).await;
    let found = store.search(&all()).await.unwrap();
    assert_eq!((found.value.matched, found.coverage.missing.len()), (41, 0));
    for found in found.value.traces {
        assert_eq!(found.summary.span_count, 2);
    }
    assert_eq!(&*store.pins().await.unwrap().value[0].0.note, "why");
    let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
    let spans: u64 = counted.operations.values().map(|cell| cell.count).sum();
    assert_eq!(spans, 82);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_node_of_a_cluster_takes_its_part_along_and_no_other() {
    let mut cluster = RedisCluster::start().unwrap();
    let store = RedisStore::connect(Settings {
        timeout: Duration::from_millis(1_500),
        ..settings(cluster.urls())
    });
    let store = store.await.unwrap();
    let spans = traces(96);
    store.write(batch(spans.clone())).await.unwrap();
    settled(&store).await;
    let node = cluster.take_node().unwrap();
    let keys = node.cli(&["KEYS", "trace:*"]).unwrap();
    let lost = keys.lines().count();
    let killed = node.kill().unwrap();
    let part = store.search(&all()).await.unwrap();
    assert_eq!(part.value.traces.len(), 96 - lost);
    let missing = &part.coverage.missing[0];
    assert!(
        missing.contains("of 16 parts of the cluster did not answer"),
        "{missing}"
    );
    store.write(batch(spans.clone())).await.unwrap_err();
    let reads = join_all((1..=16).map(|number| store.trace(id(number)))).await;
    assert!(reads.iter().any(Result::is_ok) && reads.iter().any(Result::is_err));

    let _node = killed.start().unwrap();
    eventually("all that is left is found", || async {
        let found = store.search(&all()).await;
        found.is_ok_and(|found| {
            found.coverage.missing.is_empty() && found.value.traces.len() == 96 - lost
        })
    })
    .await;
    takes_again(&store, &spans).await;
    let found = store.search(&all()).await.unwrap();
    assert_eq!((found.value.matched, found.coverage.missing.len()), (96, 0));
}
