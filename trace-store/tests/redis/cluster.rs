//! A cluster of three nodes.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use test_servers::RedisCluster;
use trace_store::Store;
use trace_store::redis::{RedisStore, Settings};
use trace_store::search::Search;

use crate::faults::Stopped;
use crate::support::{batch, connect, eventually, id, settings, settled, traces};

#[tokio::test]
async fn all_nodes_hold_a_part() {
    let cluster = RedisCluster::start().unwrap();
    let store = connect(cluster.urls()).await;
    store.write(batch(traces(96))).await.unwrap();
    settled(&store).await;
    let mut held = 0;
    for node in cluster.nodes() {
        let keys = node.cli(&["KEYS", "trace:*"]).unwrap();
        let count = keys.lines().count();
        assert!((12..=60).contains(&count), "{count} of 96");
        held += count;
    }
    assert_eq!(held, 96);
    let found = store.search(&Search::default()).await.unwrap();
    assert_eq!(found.value.traces[0].summary.trace_id, id(96));
    assert_eq!(store.status().await.traces, 96);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_one_node_reads_say_so_and_give_the_rest_and_with_it_all_is_well_again() {
    let cluster = RedisCluster::start().unwrap();
    let store = RedisStore::connect(Settings {
        timeout: Duration::from_millis(1_500),
        ..settings(cluster.urls())
    })
    .await
    .unwrap();
    store.write(batch(traces(96))).await.unwrap();
    settled(&store).await;
    let all = Search {
        limit: 1_000,
        ..Search::default()
    };
    let stopped = Stopped::server(&cluster.nodes()[1]);
    let part = store.search(&all).await.unwrap();
    let count = part.value.traces.len();
    assert!((12..96).contains(&count), "{count} of 96");
    let missing = &part.coverage.missing[0];
    assert!(
        missing.contains("of 16 parts of the cluster did not answer"),
        "{missing}"
    );
    store.write(batch(traces(96))).await.unwrap_err();
    let (mut answered, mut silent) = (0, 0);
    // The pause is a short one: after 15 s the others would give the node up.
    let reads = (1..=16).map(|number| store.trace(id(number)));
    for read in join_all(reads).await {
        match read {
            Ok(answer) => answered += usize::from(answer.value.is_some()),
            Err(_) => silent += 1,
        }
    }
    assert_eq!(
        (answered + silent, silent > 0, answered > 0),
        (16, true, true)
    );
    drop(stopped);
    let since = Instant::now();
    eventually("all is found", || async {
        let found = store.search(&all).await.unwrap();
        found.value.traces.len() == 96 && found.coverage.missing.is_empty()
    })
    .await;
    eventually("a batch is taken", || async {
        store.write(batch(traces(97))).await.is_ok()
    })
    .await;
    assert!(
        since.elapsed() < Duration::from_secs(5),
        "{:?}",
        since.elapsed()
    );
    settled(&store).await;
    assert_eq!(store.search(&all).await.unwrap().value.traces.len(), 97);
}
