//! Messages that are published.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use futures_util::StreamExt;
use redis::{AsyncCommands, AsyncConnectionConfig, Msg};
use test_servers::Redis;
use trace_redis::Client;
use trace_runtime::{Carried, linked_trace};
use trace_testing::record;

#[tokio::test]
async fn a_message_that_is_carried_is_linked_to_its_sender() {
    let client = Client::open(Redis::shared().url()).unwrap();
    let con = client.get_multiplexed_async_connection().await.unwrap();
    let mut pubsub = client.get_async_pubsub().await.unwrap();
    let recording = record("test", async |cx| {
        pubsub.traced(cx).subscribe("orders").await.unwrap();
        pubsub.traced(cx).psubscribe("order?:*").await.unwrap();
        let order = serde_json::to_string(&Carried::new(cx, 42)).unwrap();
        let heard: u64 = con.traced(cx).publish("orders", order).await.unwrap();
        assert_eq!(heard, 1);
        let message = pubsub.traced(cx).on_message().next().await.unwrap();
        let order: Carried<u32> = serde_json::from_slice(message.get_payload_bytes()).unwrap();
        let ids = order
            .open(linked_trace("ship"), async |cx, order| {
                (cx.trace_id(), order)
            })
            .await;
        pubsub.traced(cx).unsubscribe("orders").await.unwrap();
        pubsub.traced(cx).punsubscribe("order?:*").await.unwrap();
        ids
    })
    .await;
    recording.trace.assert_shape(
        "
        test
          SUBSCRIBE
          PSUBSCRIBE
          PUBLISH
          UNSUBSCRIBE
          PUNSUBSCRIBE
        ship ~ linked
        ",
    );
    let (trace_id, order) = recording.value;
    assert_eq!(order, 42);
    let shipped = trace_testing::trace_of(trace_id).await.unwrap();
    let link = &shipped.span("ship").links[0];
    assert_eq!(link.trace_id, recording.trace.trace_id());
}

#[tokio::test]
async fn with_resp3_a_shared_connection_subscribes() {
    let url = format!("{}?protocol=resp3", Redis::shared().url());
    let client = Client::open(url).unwrap();
    let (to, mut pushed) = tokio::sync::mpsc::unbounded_channel();
    let config = AsyncConnectionConfig::new().set_push_sender(to);
    let con = client
        .get_multiplexed_async_connection_with_config(&config)
        .await
        .unwrap();
    let recording = record("test", async |cx| {
        let mut view = con.traced(cx);
        view.subscribe("resp3").await.unwrap();
        view.psubscribe("resp3:*").await.unwrap();
        let _: u64 = view.publish("resp3", "hello").await.unwrap();
        let message = loop {
            if let Some(message) = Msg::from_push_info(pushed.recv().await.unwrap()) {
                break message;
            }
        };
        assert_eq!(message.get_payload::<String>().unwrap(), "hello");
        view.unsubscribe("resp3").await.unwrap();
        view.punsubscribe("resp3:*").await.unwrap();
    })
    .await;
    recording.trace.assert_shape(
        "
        test
          SUBSCRIBE
          PSUBSCRIBE
          PUBLISH
          UNSUBSCRIBE
          PUNSUBSCRIBE
        ",
    );
}

#[tokio::test]
async fn with_resp2_it_is_refused_and_the_span_says_so() {
    let client = Client::open(Redis::shared().url()).unwrap();
    let con = client.get_multiplexed_async_connection().await.unwrap();
    let recording = record("test", async |cx| con.traced(cx).subscribe("resp2").await).await;
    recording.value.unwrap_err();
    let span = recording.trace.span("SUBSCRIBE");
    assert_eq!(
        span.attribute("error.type").unwrap().to_string(),
        "configuration"
    );
}
