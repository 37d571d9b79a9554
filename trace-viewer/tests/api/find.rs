//! What is looked for in trees that are too large for one answer.

use std::time::Duration;

use axum::Router;
use serde_json::{Value, json};
use tokio::time::sleep;
use trace_model::{SpanKind, Trace, TraceId};
use trace_viewer::api::{self, Settings};

use crate::support::{self, MILLI, get, span, write};
use crate::window::{MANY, ORDERED, large, list, numbers};

async fn asked(router: &Router, path: &str) -> Value {
    let answer = get(router, &format!("/api/viewer/trace/7/{path}")).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

#[tokio::test]
async fn what_a_large_tree_leaves_out_is_found_and_told() {
    let router = large().await;
    let tree = asked(&router, "tree").await;
    assert_eq!(tree["errorCount"], 1);
    let id = format!("{ORDERED:016x}");
    assert!(!list(&tree, "spanId").contains(&json!(id)), "left out");

    // The same place by a value, by the id, and by both when it is not read again.
    let found = asked(&router, "find?q=order.id%20=%20order-42").await;
    assert_eq!(
        (&found["count"], &found["spanCount"]),
        (&json!(1), &json!(MANY))
    );
    let place = found["places"][0].as_u64().expect("a place is a number");
    let again = asked(&router, &format!("find?q={id}&spans={MANY}")).await;
    assert_eq!(again, found);

    let branch = asked(&router, &format!("tree?rows={place}&spans={MANY}")).await;
    assert_eq!(list(&branch, "spanId").last(), Some(&json!(id)));
    assert_eq!(branch["rows"]["depth"], json!([0, 1, 2]));
    assert_eq!(branch["rows"]["parent"], json!([-1, 0, 1]));
    assert_eq!(numbers(&branch, "place")[2], place);
    assert_eq!(numbers(&branch, "hiddenChildren"), [299, 198, 0]);
}

#[tokio::test]
async fn the_places_of_very_many_rows_are_cut_and_all_are_counted() {
    let router = large().await;
    let found = asked(&router, "find?q=STEP").await;
    assert_eq!(found["count"], MANY - 1);
    let places = found["places"].as_array().map(Vec::len);
    assert_eq!((places, &found["places"][0]), (Some(10_000), &json!(1)));
}

#[tokio::test]
async fn statistics_are_of_all_rows_or_of_those_that_are_asked_for() {
    let router = large().await;
    let all = asked(&router, "statistics").await;
    assert_eq!(all["count"], 2);
    let step = &all["operations"][1];
    assert_eq!(
        (&step["name"], &step["service"]),
        (&json!("step"), &json!("a"))
    );
    assert_eq!(
        (&step["spans"], &step["errors"]),
        (&json!(MANY - 1), &json!(1))
    );
    // Each takes a millisecond, and as many nanoseconds as its number says.
    let total = (2..=MANY).map(|number| MILLI + number).sum::<u64>();
    assert_eq!(step["total"], total);
    assert_eq!(step["longest"], MILLI + MANY);
    let root = &all["operations"][0];
    assert_eq!(
        (&root["place"], &root["critical"]),
        (&json!(0), &json!(99 * MILLI - 301))
    );

    let failed = asked(&router, "statistics?only=errors&q=step").await;
    assert_eq!(failed["operations"][0]["spans"], 1);
    assert_eq!(failed["operations"][0]["total"], MILLI + MANY);
}

#[tokio::test]
async fn statistics_say_what_was_under_way_to_a_server() {
    let mut call = span(7, 1, 0, "a", "call");
    call.kind = SpanKind::Client;
    let mut served = span(7, 2, 1, "b", "serve");
    served.start_unix_nanos += 30 * MILLI;
    let trace = Trace {
        spans: vec![call, served],
        ..Trace::new(TraceId::from_u128(7).expect("seven is not zero"))
    };
    let router = api::router(support::store(&[trace]).await, Settings::default());
    let lines = &asked(&router, "statistics").await["operations"];
    let told = [0, 1].map(|at| ["name", "own", "underWay"].map(|key| lines[at][key].clone()));
    let expected = [
        [json!("serve"), json!(70 * MILLI), json!(0)],
        [json!("call"), json!(0), json!(30 * MILLI)],
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn filters_are_those_of_the_page() {
    let router = support::viewer().await;
    for (query, places) in [
        ("", json!([0, 1])),
        ("q=card%20DECLINED", json!([1])),
        ("q=customer=zo%C3%AB", json!([1])),
        ("q=service.name=gate", json!([0])),
        ("q=list=[%22a%22,1]", json!([1])),
        ("q=0000", json!([0, 1])),
        ("q=000000000000000b", json!([1])),
        ("q=buy", json!([0])),
        ("q=order", json!([1])),
        ("q=nothing=of=this", json!([])),
        ("only=errors", json!([1])),
        ("only=path", json!([0, 1])),
        ("only=slow.errors", json!([1])),
        ("shortest=0.9", json!([0])),
        ("only=path&shortest=2", json!([])),
    ] {
        let path = format!("/api/viewer/trace/{:x}/find?{query}", support::ORDER);
        assert_eq!(
            get(&router, &path).await.json()["places"],
            places,
            "{query}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_refused() {
    let router = support::viewer().await;
    for (path, status) in [
        ("find?only=fast", 400),
        ("find?shortest=much", 400),
        ("find?text=x", 400),
        ("statistics?only=errors.", 200),
        ("tree?rows=9", 400),
        ("tree?rows=", 400),
        ("tree?rows=0,x", 400),
        ("tree?rows=0&under=", 400),
        ("tree?rows=1,0", 200),
    ] {
        let answer = get(&router, &format!("/api/viewer/trace/ab1/{path}")).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
    }
    let unknown = get(&router, "/api/viewer/trace/5/find?q=a").await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test(start_paused = true)]
async fn a_large_trace_is_answered_as_it_was_while_it_is_asked_about() {
    let part = |numbers: std::ops::RangeInclusive<u64>| Trace {
        spans: numbers
            .map(|number| span(7, number, number.min(2) - 1, "a", "step"))
            .collect(),
        ..Trace::new(TraceId::from_u128(7).expect("seven is not zero"))
    };
    let store = support::store(&[part(1..=20_000)]).await;
    let router = api::router(store.clone(), Settings::default());
    let count = async |query: &str| asked(&router, query).await["spanCount"].clone();
    assert_eq!(count("find?q=step").await, 20_000);
    write(&*store, &part(20_001..=20_001)).await;
    // Each question keeps it for a minute more.
    for _ in 0..3 {
        sleep(Duration::from_secs(40)).await;
        assert_eq!(count("find?q=a&spans=20000").await, 20_000);
    }
    assert_eq!(count("statistics?spans=20000").await, 20_000);
    assert_eq!(count("tree?rows=5&spans=20000").await, 20_000);
    // By other times, or without a number, it is the trace as it is.
    assert_eq!(count("find?times=sent&spans=20000").await, 20_001);
    assert_eq!(count("find?spans=20000").await, 20_001);
    write(&*store, &part(20_002..=20_002)).await;
    assert_eq!(count("find?spans=20001").await, 20_001);
    assert_eq!(count("find").await, 20_002);
    write(&*store, &part(20_003..=20_003)).await;
    sleep(Duration::from_secs(61)).await;
    assert_eq!(count("find?spans=20002").await, 20_003);
}
