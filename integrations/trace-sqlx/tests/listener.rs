//! `LISTEN` with PostgreSQL, which the test starts.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use futures_util::StreamExt;
use test_servers::{Database, Postgres as Server};
use tokio::time::timeout;
use trace_runtime::{Carried, linked_trace};
use trace_sqlx::{PgListener, PgPool};
use trace_testing::record;

async fn pool() -> (Database<'static>, PgPool) {
    let database = Server::shared().database();
    let pool = PgPool::connect(&database.url()).await.unwrap();
    (database, pool)
}

/// Long enough for a test to fail instead of to hang.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn what_is_asked_is_a_span_and_a_wait_is_none() {
    let (database, pool) = pool().await;
    let recording = record("test", async |cx| {
        let mut listener = PgListener::connect_with(pool.traced(cx)).await.unwrap();
        listener.traced(cx).listen("a \"b\"").await.unwrap();
        listener.traced(cx).listen_all(["c", "d"]).await.unwrap();
        listener.traced(cx).unlisten("c").await.unwrap();
        let wait = timeout(Duration::from_millis(50), listener.traced(cx).recv());
        assert!(wait.await.is_err());

        database.query("NOTIFY c, 'not heard'").unwrap();
        database.query("NOTIFY \"a \"\"b\"\"\", 'canary'").unwrap();
        let next = timeout(PATIENCE, listener.traced(cx).recv()).await;
        let heard = next.unwrap().unwrap();
        assert_eq!((heard.channel(), heard.payload()), ("a \"b\"", "canary"));
        listener.traced(cx).unlisten_all().await.unwrap();
        assert!(listener.traced(cx).next_buffered().is_none());
    })
    .await;
    recording
        .trace
        .only_attributes(&["db.query.text"])
        .assert_tree(
            r#"
        test
          connect (client)
          postgresql (client) db.query.text="LISTEN \"a \"\"b\"\"\""
          postgresql (client) db.query.text="LISTEN \"c\"; LISTEN \"d\""
          postgresql (client) db.query.text="UNLISTEN \"c\""
          postgresql (client) db.query.text="UNLISTEN *"
        "#,
        );
}

#[tokio::test]
async fn a_connection_that_is_lost_is_opened_again() {
    let (database, _) = pool().await;
    let recording = record("test", async |cx| {
        let url = database.url();
        let mut listener = PgListener::connect(cx, &url).await.unwrap();
        listener.traced(cx).listen("orders").await.unwrap();
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE query LIKE 'LISTEN%' AND datname = current_database()";
        database.query(end).unwrap();
        let lost = timeout(PATIENCE, listener.traced(cx).try_recv()).await;
        assert!(lost.unwrap().unwrap().is_none());
        database.query("NOTIFY orders, '1'").unwrap();
        let mut all = listener.into_stream(cx);
        let next = timeout(PATIENCE, all.next()).await.unwrap();
        assert_eq!(next.unwrap().unwrap().payload(), "1");
        let none = PgListener::connect(cx, &(url + "_none")).await;
        none.unwrap_err();
    })
    .await;
    let connects: Vec<_> = recording.trace.spans_named("connect").collect();
    assert!(!connects[0].status().is_error());
    assert!(connects[1].status().is_error());
}

/// A payload that carries its context is worked off in a trace that is linked to it.
#[tokio::test]
async fn a_carried_payload_is_linked() {
    let (_database, pool) = pool().await;
    let receiver = record("receiver", async |cx| {
        let mut listener = PgListener::connect_with(pool.traced(cx)).await.unwrap();
        listener.traced(cx).listen("orders").await.unwrap();
        let sender = cx.span(linked_trace("sender"), async |cx| {
            let payload = serde_json::to_string(&Carried::new(cx, 7)).unwrap();
            let notify = sqlx::query("SELECT pg_notify('orders', $1)").bind(payload);
            notify.execute(pool.traced(cx)).await.unwrap();
            cx.trace_id()
        });
        let receive = async {
            let next = timeout(PATIENCE, listener.traced(cx).recv()).await;
            let payload = next.unwrap().unwrap();
            let order: Carried<i32> = serde_json::from_str(payload.payload()).unwrap();
            order
                .open(linked_trace("ship"), async |cx, order| {
                    (cx.trace_id(), order)
                })
                .await
        };
        let (sender, (trace_id, order)) = tokio::join!(sender, receive);
        assert_eq!(order, 7);
        (sender, trace_id)
    })
    .await;
    let (sender, trace_id) = receiver.value;
    let shipped = trace_testing::trace_of(trace_id).await.unwrap();
    let links = &shipped.span("ship").links;
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].trace_id, sender);
    assert_ne!(trace_id, receiver.trace.trace_id());
}
