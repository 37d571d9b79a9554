//! What is bounded, and what is shared to take less room.

use std::time::{Duration, Instant};

use tokio::time::sleep;
use trace_store::Store;
use trace_store::TailRule;
use trace_store::redis::{RedisStore, Settings};
use trace_store::search::{
    Comparison, Condition, Literal, Search, SpanFilter, Subject, TraceFilter,
};

use crate::support::{
    MILLI, batch, connect, eventually, failed, id, now, one, settings, settled, span, traces,
};

#[tokio::test]
async fn a_dictionary_is_made_of_the_first_traces_and_others_read_with_it() {
    let (server, store) = one().await;
    let mut number = 10_000;
    let mut bytes = async || {
        number += 1;
        let span = span(
            id(number),
            1,
            "orders",
            "POST /orders",
            [now(), now() + MILLI],
        );
        store.write(batch(vec![span])).await.unwrap();
        let (script, key) = (
            "return #redis.call('LINDEX', KEYS[1], 0)",
            format!("trace:{}", id(number)),
        );
        let length = server.cli(&["EVAL", script, "1", &key]).unwrap();
        (number, length.parse::<usize>().unwrap())
    };
    let (_, before) = bytes().await;
    store.write(batch(traces(4_500))).await.unwrap();
    let dictionary = || server.cli(&["GET", "dict"]).unwrap();
    eventually("there is a dictionary", || async {
        !dictionary().is_empty()
    })
    .await;
    settled(&store).await;
    let other = connect([server.url()]).await;
    // It is used a moment later.
    let since = Instant::now();
    let number = loop {
        let (number, bytes) = bytes().await;
        if bytes < before * 3 / 4 {
            break number;
        }
        assert!(
            since.elapsed() < Duration::from_secs(30),
            "{bytes} after {before}"
        );
        sleep(Duration::from_millis(50)).await;
    };
    let read = other.trace(id(number)).await.unwrap();
    assert_eq!(read.coverage.missing, [""; 0]);
    assert_eq!(&*read.value.unwrap().trace.spans[0].name, "POST /orders");
    let key = format!("dict:{}", dictionary());
    assert_ne!(server.cli(&["TTL", &key]).unwrap(), "-1");
    assert!(store.pin(id(number), "").await.unwrap());
    assert_eq!(server.cli(&["TTL", &key]).unwrap(), "-1");
}

#[tokio::test]
async fn a_search_that_would_look_at_too_much_says_where_it_has_stopped() {
    let (server, store) = one().await;
    store.write(batch(traces(900))).await.unwrap();
    settled(&store).await;
    let impatient = RedisStore::connect(Settings {
        search_limit: 100,
        ..settings([server.url()])
    })
    .await
    .unwrap();
    let search = Search {
        filter: TraceFilter::Spans(SpanFilter::Is(Condition {
            subject: Subject::Attribute("customer".into()),
            comparison: Comparison::Equal(Literal::Text("c1".into())),
        })),
        ..Search::default()
    };
    let found = impatient.search(&search).await.unwrap();
    assert_eq!(
        (found.value.matched, found.value.matched_is_exact),
        (0, false)
    );
    assert!(
        found.coverage.missing[0].contains("were looked at"),
        "{:?}",
        found.coverage
    );
    let found = store.search(&search).await.unwrap();
    assert_eq!(
        (found.value.matched, found.value.matched_is_exact),
        (1, true)
    );
}

#[tokio::test]
async fn a_trace_that_is_too_long_is_cut_keeps_what_is_slow_or_failed_and_opens() {
    let (_server, store) = one().await;
    let begin = now();
    let made = |number: u64| {
        let nanos = if number.is_multiple_of(4) { 1_000 } else { 1 };
        span(id(1), number, "loop", "turn", [begin, begin + nanos])
    };
    for first in (1..=105_000).step_by(15_000) {
        store
            .write(batch((first..first + 15_000).map(made).collect()))
            .await
            .unwrap();
    }
    store
        .write(batch(vec![failed(made(200_000))]))
        .await
        .unwrap();
    let stored = store.trace(id(1)).await.unwrap().value.unwrap();
    assert_eq!(stored.cut_from, Some(105_001));
    let spans = stored.trace.spans;
    assert_eq!(spans.len(), 100_001);
    assert!(spans[100_000].is_error());
    let number = |span: &trace_model::Span| u64::from_be_bytes(span.span_id.to_bytes());
    let numbers: Vec<_> = spans.iter().map(number).collect();
    assert!(numbers.is_sorted());
    assert_eq!(numbers[79_999], 80_000);
    let slow = numbers[80_000..100_000].iter();
    let slow = slow.filter(|number| number.is_multiple_of(4));
    assert_eq!(slow.count(), 25_000 / 4);
}

#[tokio::test]
async fn the_counts_of_an_hour_are_drawn_together_without_a_loss() {
    let (server, store) = one().await;
    for _ in 0..12 {
        store.write(batch(traces(10))).await.unwrap();
        settled(&store).await;
    }
    let keys = server.cli(&["KEYS", "roll:*"]).unwrap();
    // Another version may have written it.
    let hour = keys.lines().next().unwrap();
    server.cli(&["RPUSH", hour, "12345678newer"]).unwrap();
    eventually("there are few pieces", || async {
        let pieces = keys.lines().map(|key| server.cli(&["LLEN", key]).unwrap());
        pieces.map(|count| count.parse::<u64>().unwrap()).max() < Some(8)
    })
    .await;
    let counted = store.roll_ups(0..u64::MAX).await.unwrap();
    let cells = counted.value.operations.values();
    assert_eq!(cells.map(|cell| cell.count).sum::<u64>(), 12 * 20);
    assert_eq!(counted.coverage.missing, ["1 damaged pieces of counts"]);
    let pieces = server.cli(&["LRANGE", hour, "0", "-1"]).unwrap();
    assert_eq!(pieces.matches("newer").count(), 1);
}

#[tokio::test]
async fn names_made_up_for_each_span_are_counted_together_and_still_found() {
    let (_server, store) = one().await;
    let begin = now() - 1_000 * MILLI;
    let made = |number: u64| {
        let name = format!("service {number}");
        span(id(number.into()), 1, &name, "work", [begin, begin + MILLI])
    };
    store
        .write(batch((1..=1_500).map(made).collect()))
        .await
        .unwrap();
    settled(&store).await;
    let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
    assert_eq!(counted.operations.len(), 1_001);
    assert_eq!(
        counted
            .operations
            .values()
            .map(|cell| cell.count)
            .sum::<u64>(),
        1_500
    );
    for number in [1, 700, 1_500] {
        let filter = SpanFilter::Is(Condition::service(&format!("service {number}")));
        let search = Search {
            filter: TraceFilter::Spans(filter),
            ..Search::default()
        };
        let found = store.search(&search).await.unwrap().value;
        assert_eq!(found.traces[0].summary.trace_id, id(number));
    }
}

#[tokio::test]
async fn of_ordinary_traces_a_share_stays_and_all_that_failed_or_were_slow() {
    let server = test_servers::Redis::start_with(&["--maxmemory", "512mb"]).unwrap();
    let rule = TailRule {
        slow_nanos: 500 * MILLI,
        keep_percent: 10,
    };
    let store = RedisStore::connect(Settings {
        tail: Some(rule),
        ..settings([server.url()])
    });
    let store = store.await.unwrap();
    let start = now();
    let spans = (1..=300_u128).map(|number| {
        let mut long = MILLI;
        if number.is_multiple_of(30) {
            long = 600 * MILLI;
        }
        let mut one = span(
            id(number),
            1,
            "orders",
            "POST /orders",
            [start, start + long],
        );
        if number % 30 == 1 {
            one = failed(one);
        }
        one
    });
    store.write(batch(spans.collect())).await.unwrap();
    assert!(store.pin(id(7), "").await.unwrap());
    settled(&store).await;
    let mut kept = Vec::new();
    for number in 1..=300 {
        if store.trace(id(number)).await.unwrap().value.is_some() {
            kept.push(number);
        }
    }
    for number in 1..=300_u128 {
        let is_told = number % 30 <= 1 || number == 7;
        assert!(!is_told || kept.contains(&number), "{number} is gone");
    }
    let ordinary = kept.len() - 21;
    assert!((10..=50).contains(&ordinary), "{ordinary} of 279");
    // All are counted, and those that are gone are told.
    let counted = store.roll_ups(0..u64::MAX).await.unwrap().value;
    let spans: u64 = counted.operations.values().map(|cell| cell.count).sum();
    assert_eq!(spans, 300);
    assert_eq!(store.status().await.spans_left_out, 300 - kept.len() as u64);
    // The lists have none that is gone.
    let search = Search {
        limit: 1_000,
        ..Search::default()
    };
    let found = store.search(&search).await.unwrap().value.traces.len();
    assert_eq!(found, kept.len());
}
