//! What is delivered again is there once, whenever it comes.

use tempfile::tempdir;
use trace_model::{SpanKind, Status};
use trace_store::embedded::EmbeddedStore;
use trace_store::rollup::Cell;
use trace_store::{Store, Summary};

use crate::made::{BEGIN, Hands, SECOND, batch, id, line, lines, settings, span};

/// A call: the client and the server share an id; the server has failed.
async fn deliver(store: &EmbeddedStore) {
    let mut client = span(1, 1, "gateway", "POST /buy", [0, 9 * SECOND]);
    client.kind = SpanKind::Client;
    let mut server = span(1, 1, "orders", "POST /buy", [0, 9 * SECOND]);
    server.status = Status::Error {
        message: "sold out".into(),
    };
    let child = span(1, 2, "stock", "reserve", [SECOND, 2 * SECOND]);
    store
        .write(batch(vec![client, server, child]))
        .await
        .unwrap();
    let said = [line(1, "c-1"), line(1, "c-2")];
    store.write(lines(said.into())).await.unwrap();
}

async fn summary(store: &EmbeddedStore) -> Summary {
    store.slow(10).await.unwrap().value.pop().unwrap()
}

async fn assert_once(store: &EmbeddedStore, is_settled: bool) {
    let stored = store.trace(id(1)).await.unwrap().value.unwrap();
    assert_eq!(stored.is_settled, is_settled);
    assert_eq!(stored.trace.spans.len(), 3);
    assert_eq!(stored.trace.logs.len(), 2);
    let summary = summary(store).await;
    let counts = [summary.span_count, summary.error_count, summary.log_count];
    assert_eq!(counts, [3, 1, 2]);
    let minutes = BEGIN / (60 * SECOND)..BEGIN / (60 * SECOND) + 2;
    let counted = store.roll_ups_with_live(minutes).await.unwrap().value;
    let cells = |cell: &Cell| (cell.count, cell.errors);
    let mut operations: Vec<_> = counted.operations.values().map(cells).collect();
    operations.sort_unstable();
    assert_eq!(operations, [(1, 0), (1, 0), (1, 1)]);
    assert_eq!(
        counted.edges.values().map(cells).collect::<Vec<_>>(),
        [(1, 0)]
    );
}

#[tokio::test]
async fn a_batch_that_is_delivered_again_is_counted_once() {
    let folder = tempdir().unwrap();
    let hands = Hands::new();
    let open = || EmbeddedStore::open(settings(folder.path(), &hands)).unwrap();
    let mut store = open();
    for _ in 0..3 {
        deliver(&store).await;
    }
    assert_once(&store, false).await;
    for _ in 0..2 {
        // Closing settles all that is live.
        store.close().await.unwrap();
        drop(store);
        store = open();
        assert_once(&store, true).await;
        deliver(&store).await;
        assert_once(&store, false).await;
    }
}

#[tokio::test]
async fn what_comes_with_a_batch_that_is_delivered_again_is_added() {
    let folder = tempdir().unwrap();
    let hands = Hands::new();
    let open = || EmbeddedStore::open(settings(folder.path(), &hands)).unwrap();
    let store = open();
    deliver(&store).await;
    store.close().await.unwrap();
    drop(store);

    let store = open();
    deliver(&store).await;
    let late = span(1, 3, "stock", "ship", [3 * SECOND, 4 * SECOND]);
    store.write(batch(vec![late])).await.unwrap();
    assert_eq!(summary(&store).await.span_count, 4);
    store.close().await.unwrap();
    drop(store);

    let store = open();
    assert_eq!(summary(&store).await.span_count, 4);
    let minutes = BEGIN / (60 * SECOND)..BEGIN / (60 * SECOND) + 2;
    let counted = store.roll_ups(minutes).await.unwrap().value;
    assert_eq!(
        counted
            .operations
            .values()
            .map(|cell| cell.count)
            .sum::<u64>(),
        4
    );
    assert_eq!(
        counted.edges.values().map(|cell| cell.count).sum::<u64>(),
        2
    );
}
