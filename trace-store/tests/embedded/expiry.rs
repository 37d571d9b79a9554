//! Old traces go, hour by hour, and say by which limit.

use std::time::Duration;

use tempfile::tempdir;
use trace_store::embedded::{EmbeddedStore, Settings};
use trace_store::search::Search;
use trace_store::{Bound, Store};

use crate::made::{Hands, SECOND, batch, id, settings, span};

const HOUR: Duration = Duration::from_secs(3_600);

async fn write(store: &EmbeddedStore, number: u64) {
    let start = number * SECOND;
    let one = span(number, 1, "orders", "POST /orders", [start, start + 1]);
    store.write(batch(vec![one])).await.unwrap();
}

async fn held(store: &EmbeddedStore) -> Vec<u64> {
    let found = store.search(&Search::default()).await.unwrap().value;
    let ids = found.traces.iter();
    ids.map(|hit| hit.summary.trace_id.to_u128() as u64)
        .collect()
}

fn of_three_hours(folder: &std::path::Path, hands: &Hands) -> Settings {
    Settings {
        keep: 3 * HOUR,
        ..settings(folder, hands)
    }
}

#[tokio::test]
async fn an_hour_goes_as_a_whole_when_it_is_too_old() {
    let (folder, hands) = (tempdir().unwrap(), Hands::new());
    let store = EmbeddedStore::open(of_three_hours(folder.path(), &hands)).unwrap();
    for number in 1..=6 {
        write(&store, number).await;
        store.settle().await.unwrap();
        hands.move_on(HOUR);
    }
    store.settle().await.unwrap();
    assert_eq!(held(&store).await, [6, 5, 4]);
    let gone = store.trace(id(3)).await.unwrap();
    assert_eq!(gone.value, None);
    assert_eq!(gone.coverage.bound, Some(Bound::Age));
    let oldest = store.trace(id(4)).await.unwrap().value.unwrap();
    let (start, _) = oldest.trace.interval().unwrap();
    assert_eq!(gone.coverage.oldest_unix_nanos, Some(start));
}

#[tokio::test]
async fn what_was_dropped_does_not_come_back_after_a_new_start() {
    let (folder, hands) = (tempdir().unwrap(), Hands::new());
    for number in 1..=8 {
        let store = EmbeddedStore::open(of_three_hours(folder.path(), &hands)).unwrap();
        write(&store, number).await;
        store.settle().await.unwrap();
        // The id of a dropped hour's keyspace may be the next one's.
        let expected: Vec<_> = (number.saturating_sub(3).max(1)..=number).rev().collect();
        assert_eq!(held(&store).await, expected);
        hands.move_on(HOUR);
    }
}

#[tokio::test]
async fn a_pinned_trace_outlives_its_hour() {
    let (folder, hands) = (tempdir().unwrap(), Hands::new());
    let store = EmbeddedStore::open(of_three_hours(folder.path(), &hands)).unwrap();
    write(&store, 1).await;
    write(&store, 2).await;
    assert!(store.pin(id(1), "ticket 7").await.unwrap());
    assert!(!store.pin(id(9), "").await.unwrap());
    store.settle().await.unwrap();
    let late = span(1, 2, "orders", "late", [SECOND, 2 * SECOND]);
    store.write(batch(vec![late])).await.unwrap();
    store.settle().await.unwrap();
    hands.move_on(5 * HOUR);
    store.settle().await.unwrap();
    drop(store);

    let store = EmbeddedStore::open(of_three_hours(folder.path(), &hands)).unwrap();
    assert_eq!(store.trace(id(2)).await.unwrap().value, None);
    let pinned = store.trace(id(1)).await.unwrap().value.unwrap();
    assert_eq!(pinned.trace.spans.len(), 2);
    assert_eq!(&*pinned.pin.unwrap().note, "ticket 7");
    let pins = store.pins().await.unwrap().value;
    assert_eq!((pins.len(), pins[0].1.span_count), (1, 2));
    assert!(store.unpin(id(1)).await.unwrap());
    assert!(!store.unpin(id(1)).await.unwrap());
    assert_eq!(store.trace(id(1)).await.unwrap().value, None);
}

#[tokio::test]
async fn counts_outlive_the_traces() {
    let (folder, hands) = (tempdir().unwrap(), Hands::new());
    let store = EmbeddedStore::open(of_three_hours(folder.path(), &hands)).unwrap();
    write(&store, 1).await;
    store.settle().await.unwrap();
    hands.move_on(5 * HOUR);
    store.settle().await.unwrap();
    drop(store);
    let store = EmbeddedStore::open(of_three_hours(folder.path(), &hands)).unwrap();
    assert!(held(&store).await.is_empty());
    let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
    let spans: u64 = counted.operations.values().map(|cell| cell.count).sum();
    assert_eq!(spans, 1);
}
