//! Answers that are no fixture: bytes, changes, and what depends on the clock.

use trace_model::TraceId;
use trace_model::otlp::write_trace;
use trace_viewer::api::{self, Settings};

use crate::support::{ORDER, ask, get, order, store, viewer};

#[tokio::test]
async fn a_trace_goes_as_protobuf_to_grafanas_plugin_for_tempo() {
    let router = viewer().await;
    let accept = [("accept", "application/protobuf")];
    let (expected, _) = write_trace(&order());
    for path in ["/tempo/api/traces/", "/api/traces/"] {
        let path = format!("GET {path}4bf92f3577b34da6a3ce929d0e0e4736");
        let answer = ask(&router, &path, &accept).await;
        assert_eq!(answer.header("content-type"), "application/protobuf");
        assert_eq!(answer.body, expected);
    }
    let path = "GET /tempo/api/v2/traces/4bf92f3577b34da6a3ce929d0e0e4736";
    let answer = ask(&router, path, &accept).await;
    // Field 1, and a length of two bytes.
    assert_eq!((answer.body[0], &answer.body[3..]), (0x0a, &*expected));
    assert_eq!(get(&router, "/tempo/api/echo").await.text(), "echo");
}

#[tokio::test]
async fn a_pin_is_set_and_taken_away() {
    let stored = store(&[order()]).await;
    let router = api::router(stored.clone(), Settings::default());
    let id = TraceId::from_u128(ORDER).unwrap();
    let path = format!("/api/viewer/pins/{id}");
    let pinned = ask(&router, &format!("POST {path}?note=ticket%207"), &[]).await;
    assert_eq!(pinned.status, 204);
    let pins = get(&router, "/api/viewer/pins").await.json();
    assert_eq!(
        (
            &pins["pins"][0]["note"],
            &pins["pins"][0]["trace"]["traceId"]
        ),
        (&"ticket 7".into(), &id.to_string().into())
    );
    let tree = get(&router, &format!("/api/viewer/trace/{id}/tree"))
        .await
        .json();
    assert_eq!(tree["stored"]["pin"], "ticket 7");
    assert_eq!(
        ask(&router, &format!("DELETE {path}"), &[]).await.status,
        204
    );
    assert_eq!(
        ask(&router, &format!("DELETE {path}"), &[]).await.status,
        404
    );
    assert!(stored.pins().await.unwrap().value.is_empty());
    assert_eq!(
        ask(&router, "POST /api/viewer/pins/ff", &[]).await.status,
        404
    );
}

#[tokio::test]
async fn rates_and_ranks_are_of_the_last_minutes() {
    let mut old = order();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.unwrap().as_nanos() as u64;
    for span in &mut old.spans {
        let duration = span.duration_nanos();
        span.start_unix_nanos = now;
        span.end_unix_nanos = now + duration;
    }
    let router = api::router(store(&[old]).await, Settings::default());
    let services = get(&router, "/api/viewer/services").await.json();
    let orders = &services["services"][1];
    assert_eq!(
        (&orders["service"], &orders["count"], &orders["errors"]),
        (&"orders".into(), &"1".into(), &"1".into())
    );
    let of_orders = get(&router, "/api/viewer/services?service=orders")
        .await
        .json();
    assert_eq!(of_orders["services"][0]["operation"], "POST /orders");
    let map = get(&router, "/api/viewer/map").await.json();
    assert_eq!(
        (&map["edges"][0]["client"], &map["edges"][0]["server"]),
        (&"gateway".into(), &"orders".into())
    );
    let rank = "/api/viewer/rank?service=orders&operation=POST%20%2Forders&durationNano=";
    assert_eq!(
        get(&router, &format!("{rank}1000000000")).await.json()["share"],
        1.0
    );
    assert_eq!(
        get(&router, &format!("{rank}1000")).await.json()["share"],
        0.0
    );
}

#[tokio::test]
async fn tempo_refuses_in_plain_text() {
    let router = viewer().await;
    let answer = get(&router, "/tempo/api/search?tags=service.name%3Dorders").await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.text(),
        "`tags` is not supported: write it as TraceQL, in `q`"
    );
    let answer = get(&router, "/tempo/api/search?q=%7Bname%3D5%7D").await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.text(),
        "character 7: expected a text in quotes, found `5`\n{name=5}\n      ^"
    );
}

#[tokio::test]
async fn a_trace_knows_who_links_to_it() {
    let router = viewer().await;
    let linked = get(&router, "/api/viewer/trace/ab1/linked").await.json();
    assert_eq!(linked["isWhole"], true);
    let links = linked["links"].as_array().unwrap();
    assert_eq!(links.len(), 1);
    assert_eq!(links[0]["to"], "000000000000000c");
    assert_eq!(links[0]["spanId"], "000000000000000b");
    let order = TraceId::from_u128(ORDER).unwrap();
    assert_eq!(links[0]["trace"]["traceId"], order.to_string());
    let path = format!("/api/viewer/trace/{order}/linked");
    assert_eq!(
        get(&router, &path).await.json()["links"],
        serde_json::json!([])
    );
}
