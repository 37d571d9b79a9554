//! A trace that is longer than one may be: cut, and said so.

use tempfile::tempdir;
use trace_model::{Span, Status};
use trace_store::embedded::{EmbeddedStore, Settings};
use trace_store::{Store, WriteError};

use crate::made::{Hands, SECOND, attribute, batch, id, line, lines, settings, span};

#[tokio::test]
async fn a_long_trace_is_cut_and_says_so() {
    let folder = tempdir().unwrap();
    let store = EmbeddedStore::open(Settings {
        trace_spans: 100,
        ..settings(folder.path(), &Hands::new())
    })
    .unwrap();
    let spans = (1..=500).map(|number| {
        let mut span = span(1, number, "batch", "step", [number, number + 1]);
        if number == 300 {
            span.status = Status::Error {
                message: "no".into(),
            };
        }
        if number == 400 {
            span.end_unix_nanos += SECOND;
        }
        span
    });
    store.write(batch(spans.collect())).await.unwrap();
    for _ in 0..2 {
        let stored = store.trace(id(1)).await.unwrap().value.unwrap();
        assert_eq!(
            (stored.trace.spans.len(), stored.cut_from),
            (100, Some(500))
        );
        let numbers: Vec<_> = stored
            .trace
            .spans
            .iter()
            .map(|span| span.span_id.to_u64())
            .collect();
        assert_eq!(numbers[..80], (1..=80).collect::<Vec<_>>());
        assert!(numbers.contains(&300) && numbers.contains(&400));
        store.settle().await.unwrap();
    }
}

/// Values that compress well take little to send, and much to read.
#[tokio::test]
async fn a_trace_of_many_bytes_is_cut_and_slowed_down_and_others_are_not() {
    let folder = tempdir().unwrap();
    let store = EmbeddedStore::open(Settings {
        trace_bytes: 100_000,
        ..settings(folder.path(), &Hands::new())
    })
    .unwrap();
    let long = "x".repeat(10_000);
    let mut written = 0;
    let mut refused = 0;
    while refused < 3 {
        let mut one = span(1, written + 1, "batch", "step", [written, written + 1]);
        one.attributes.push(attribute("long", &*long));
        match store.write(batch(vec![one])).await {
            Ok(()) => written += 1,
            Err(WriteError::Full { what, .. }) => {
                assert!(what.contains(&id(1).to_string()), "{what}");
                refused += 1;
                let other = span(1_000 + refused, 1, "orders", "POST /orders", [0, 1]);
                store.write(batch(vec![other])).await.unwrap();
                store.settle().await.unwrap();
            }
            Err(error) => panic!("{error}"),
        }
        assert!(written < 200, "it is never refused");
    }
    let mut failing = span(1, written + 1, "batch", "step", [0, 1]);
    failing.status = Status::Error {
        message: "no".into(),
    };
    store.write(batch(vec![failing])).await.unwrap();
    for _ in 0..2 {
        let stored = store.trace(id(1)).await.unwrap().value.unwrap();
        assert_eq!(stored.cut_from, Some(written + 1));
        let held = stored.trace.spans.len();
        assert!((8..=10).contains(&held), "{held} spans of 10 kB");
        assert!(stored.trace.spans.iter().any(Span::is_error));
        store.settle().await.unwrap();
    }
}

#[tokio::test]
async fn of_very_many_lines_the_first_are_kept() {
    let folder = tempdir().unwrap();
    let store = EmbeddedStore::open(Settings {
        trace_spans: 100,
        ..settings(folder.path(), &Hands::new())
    })
    .unwrap();
    for _ in 0..3 {
        let many = (0..50).map(|number| line(1, &format!("line {number}")));
        store.write(lines(many.collect())).await.unwrap();
        let root = span(1, 1, "orders", "POST /orders", [0, 1]);
        store.write(batch(vec![root])).await.unwrap();
        store.settle().await.unwrap();
    }
    let stored = store.trace(id(1)).await.unwrap().value.unwrap();
    assert_eq!(stored.trace.logs.len(), 100);
    assert_eq!((stored.cut_from, stored.lines_cut_from), (None, Some(150)));
}
