//! Messages through Redis Streams, with their context.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]
#![expect(
    clippy::disallowed_methods,
    reason = "what is looked at beside a trace belongs to none"
)]

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::Duration;

use futures_util::FutureExt;
use redis::{AsyncCommands, cmd};
use test_servers::{Python, Redis};
use trace_redis::stream::{Consumer, ConsumerBuilder, Joins, ProcessError, Stream};
use trace_redis::{Client, MultiplexedConnection};
use trace_runtime::TraceId;
use trace_runtime::exporter::FinishedSpan;
use trace_testing::{Trace, record, trace_of};

async fn connect() -> (Client, MultiplexedConnection) {
    let client = Client::open(Redis::shared().url()).unwrap();
    let con = client.get_multiplexed_async_connection().await.unwrap();
    (client, con)
}

/// Settings that do not keep a test waiting.
fn consumer<T>(stream: &'static str) -> ConsumerBuilder<T> {
    Consumer::builder(stream, "shipping", "worker-1")
        .block(Duration::from_millis(500))
        .retry_after(Duration::from_millis(20))
}

fn text(span: &FinishedSpan, key: &str) -> Option<String> {
    span.attribute(key).map(ToString::to_string)
}

/// Sends these in a trace of their own, each in a span of its own.
async fn send(con: &MultiplexedConnection, stream: &'static str, payloads: &[&str]) -> Trace {
    let sent = record("place", async |cx| {
        for payload in payloads {
            Stream::new(stream)
                .send(con.traced(cx), payload)
                .await
                .unwrap();
        }
    });
    sent.await.trace
}

#[tokio::test]
async fn a_message_is_worked_off_in_the_trace_of_its_sender() {
    let (client, con) = connect().await;
    let mut orders = consumer::<String>("fresh").join(&client).await.unwrap();
    let recording = record("place", async |cx| {
        Stream::new("fresh")
            .send(con.traced(cx), "order 42")
            .await
            .unwrap();
        let [message]: [_; 1] = orders
            .receive()
            .await
            .unwrap()
            .into_iter()
            .collect::<Vec<_>>()
            .try_into()
            .unwrap();
        assert_eq!(message.delivery_count(), 1);
        assert_eq!(message.sender().unwrap().trace_id(), cx.trace_id());
        let shipped = message.process(async |cx, order| {
            cx.set_attribute("order", &order);
            Ok::<_, String>((order, cx.correlation_id()))
        });
        let (order, correlation_id) = shipped.await.unwrap();
        assert_eq!(order, "order 42");
        assert_eq!(correlation_id, cx.correlation_id());
    })
    .await;
    let shown = [
        "messaging.system",
        "messaging.operation.type",
        "messaging.destination.name",
        "messaging.consumer.group.name",
        "messaging.message.body.size",
        "order",
    ];
    recording.trace.only_attributes(&shown).assert_tree(
        r#"
        place
          send fresh (producer) messaging.destination.name=fresh messaging.operation.type=send messaging.system=redis
            process fresh (consumer) messaging.consumer.group.name=shipping messaging.destination.name=fresh messaging.message.body.size=10 messaging.operation.type=process messaging.system=redis order="order 42"
              ack fresh (client) messaging.consumer.group.name=shipping messaging.destination.name=fresh messaging.operation.type=settle messaging.system=redis
        "#,
    );
    let (sent, processed) = (
        recording.trace.span("send fresh"),
        recording.trace.span("process fresh"),
    );
    assert!(text(sent, "messaging.message.id").is_some());
    assert_eq!(
        text(sent, "messaging.message.id"),
        text(processed, "messaging.message.id")
    );
    assert_eq!(
        text(sent, "server.port"),
        Some(Redis::shared().port().to_string())
    );
    assert_eq!(orders.stats().acknowledged, 1);
    assert_eq!(pending("fresh").await, 0);
}

/// Messages of the group that are not done.
async fn pending(stream: &str) -> usize {
    let pending = Redis::shared()
        .cli(&["XPENDING", stream, "shipping"])
        .unwrap();
    pending.lines().next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_wait_for_nothing_makes_no_span() {
    let (client, _) = connect().await;
    let mut orders = consumer::<String>("empty")
        .block(Duration::from_millis(5))
        .join(&client)
        .await
        .unwrap();
    let recording = record("wait", async |_| {
        for _ in 0..3 {
            assert!(orders.receive().await.unwrap().is_empty());
        }
    })
    .await;
    assert_eq!(recording.trace.spans().len(), 1);
    assert_eq!(orders.stats().empty, 3);
    // To join again is no error.
    consumer::<String>("empty").join(&client).await.unwrap();
}

#[tokio::test]
async fn an_old_message_begins_a_trace_that_links_back() {
    let (client, con) = connect().await;
    let mut orders = consumer::<String>("old")
        .joins(Joins::NEVER)
        .join(&client)
        .await
        .unwrap();
    let sent = send(&con, "old", &["order 1"]).await;
    let trace_id = processed(&mut orders, async |_| Ok(())).await;
    let trace = trace_of(trace_id).await.unwrap();
    assert_ne!(trace_id, sent.trace_id());
    let link = &trace.span("process old").links[0];
    assert_eq!(
        (link.trace_id, link.span_id),
        (sent.trace_id(), sent.span("send old").span_id)
    );
}

/// Receives one message and works it off; gives the trace that it was worked off in.
async fn processed(
    orders: &mut Consumer<String>,
    work: impl AsyncFnOnce(String) -> Result<(), String>,
) -> TraceId {
    let mut trace_id = None;
    loop {
        if let Some(message) = orders.receive().await.unwrap().into_iter().next() {
            let work = async |cx: &trace_runtime::TraceContract, order| {
                trace_id = Some(cx.trace_id());
                work(order).await
            };
            let _ = message.process(work).await;
            return trace_id.unwrap();
        }
    }
}

#[tokio::test]
async fn a_failed_message_comes_again_and_links_to_the_try_before() {
    let (client, con) = connect().await;
    let mut orders = consumer::<String>("again").join(&client).await.unwrap();
    let sent = send(&con, "again", &["order 1"]).await;
    let first = processed(&mut orders, async |_| Err("out of stock".to_owned())).await;
    assert_eq!(first, sent.trace_id());
    assert_eq!(pending("again").await, 1);
    let second = processed(&mut orders, async |_| Err("out of stock".to_owned())).await;
    let third = processed(&mut orders, async |_| Ok(())).await;

    // The tries that are linked come along.
    let tries = trace_of(first).await.unwrap();
    let tries: Vec<_> = tries.spans_named("process again").collect();
    let [failed, again, done] = tries[..] else {
        panic!("{tries:?}")
    };
    assert_eq!((again.trace_id, done.trace_id), (second, third));
    assert!(failed.status().is_error() && again.status().is_error() && !done.status().is_error());
    let of = |span: &FinishedSpan| {
        let links: Vec<_> = span.links.iter().map(|link| link.span_id).collect();
        (
            text(span, "messaging.message.delivery_count").unwrap(),
            links,
        )
    };
    let sender = sent.span("send again").span_id;
    let (count, links) = of(again);
    assert_eq!(count, "2");
    assert!(
        links.contains(&sender) && links.contains(&failed.span_id),
        "{links:?}"
    );
    let (count, links) = of(done);
    assert_eq!(count, "3");
    assert!(
        links.contains(&sender) && links.contains(&again.span_id),
        "{links:?}"
    );
    assert_eq!(pending("again").await, 0);
    assert_eq!(
        Redis::shared()
            .cli(&["EXISTS", "{again}:shipping:tries"])
            .unwrap(),
        "0"
    );
    assert_eq!(orders.stats().redelivered, 2);
}

#[tokio::test]
async fn what_fails_too_often_is_set_aside_with_its_own_context() {
    let (client, con) = connect().await;
    let mut orders = consumer::<String>("poison")
        .max_deliveries(2)
        .join(&client)
        .await
        .unwrap();
    let sent = send(&con, "poison", &["order 1"]).await;
    processed(&mut orders, async |_| Err("out of stock".to_owned())).await;
    let last = processed(&mut orders, async |_| Err("out of stock".to_owned())).await;
    trace_of(last).await.unwrap().assert_shape(
        "
        process poison
          set_aside poison
        ",
    );
    assert_eq!(orders.stats().set_aside, 1);
    assert_eq!(pending("poison").await, 0);
    let fields = dead(&con, "poison").await;
    let sender = sent.span("send poison");
    let traceparent = format!("00-{}-{}-", sent.trace_id(), sender.span_id);
    let is_kept =
        |(name, value): &(String, String)| name == "traceparent" && value.starts_with(&traceparent);
    assert!(fields.iter().any(is_kept), "{fields:?}");
    assert!(fields.contains(&("payload".to_owned(), "\"order 1\"".to_owned())));
    assert!(fields.contains(&("reason".to_owned(), "failed".to_owned())));
    assert!(fields.contains(&("deliveries".to_owned(), "2".to_owned())));
}

/// The fields of the one entry that was set aside.
async fn dead(con: &MultiplexedConnection, stream: &str) -> Vec<(String, String)> {
    let dead = format!("{{{stream}}}:shipping:dead");
    let mut entries: Vec<(String, Vec<(String, String)>)> =
        con.untraced().clone().xrange_all(dead).await.unwrap();
    assert_eq!(entries.len(), 1);
    entries.remove(0).1
}

#[tokio::test]
async fn what_panics_is_set_aside_without_another_call() {
    let (client, con) = connect().await;
    let mut orders = consumer::<String>("panics")
        .max_deliveries(1)
        .join(&client)
        .await
        .unwrap();
    send(&con, "panics", &["order 1"]).await;
    let message = orders.receive().await.unwrap().into_iter().next().unwrap();
    let panics =
        AssertUnwindSafe(message.process(async |_, _| -> Result<(), String> { panic!("a bug") }))
            .catch_unwind();
    assert!(panics.await.is_err());
    let exhausted = loop {
        if let Some(message) = orders.receive().await.unwrap().into_iter().next() {
            break message
                .process(async |_, _| -> Result<(), String> { unreachable!("called again") })
                .await;
        }
    };
    assert!(matches!(exhausted, Err(ProcessError::Exhausted)));
    assert!(
        dead(&con, "panics")
            .await
            .contains(&("deliveries".to_owned(), "2".to_owned()))
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_set_aside_at_once_and_is_not_told() {
    let (client, con) = connect().await;
    let mut orders = consumer::<u32>("unreadable").join(&client).await.unwrap();
    let sent = send(&con, "unreadable", &["canary"]).await;
    let message = orders.receive().await.unwrap().into_iter().next().unwrap();
    let result = message.process(async |_, _| Ok::<_, String>(())).await;
    assert!(
        matches!(result, Err(ProcessError::Unreadable(_))),
        "{result:?}"
    );
    let trace = trace_of(sent.trace_id()).await.unwrap();
    let span = trace.span("process unreadable");
    assert!(span.status().is_error());
    assert!(!format!("{:?}", trace.spans()).contains("canary"));
    assert!(
        dead(&con, "unreadable")
            .await
            .contains(&("reason".to_owned(), "unreadable".to_owned()))
    );
}

#[tokio::test]
async fn an_entry_of_somebody_else_is_set_aside_as_it_came() {
    let (client, con) = connect().await;
    let mut orders = consumer::<u32>("foreign").join(&client).await.unwrap();
    let mut plain = con.untraced().clone();
    let _: String = plain
        .xadd(
            "foreign",
            "*",
            &[("traceparent", "no context"), ("item", "7")],
        )
        .await
        .unwrap();
    let message = orders.receive().await.unwrap().into_iter().next().unwrap();
    assert!(message.sender().is_none());
    assert!(
        message
            .process(async |_, _| Ok::<_, String>(()))
            .await
            .is_err()
    );
    assert!(
        dead(&con, "foreign")
            .await
            .contains(&("item".to_owned(), "7".to_owned()))
    );
}

#[tokio::test]
async fn several_messages_at_once_are_linked_to_each_sender() {
    let (client, con) = connect().await;
    let mut orders = consumer::<String>("batch").join(&client).await.unwrap();
    let (one, other) = (
        send(&con, "batch", &["1", "2"]).await,
        send(&con, "batch", &["3"]).await,
    );
    let batch = orders.receive().await.unwrap();
    assert_eq!(batch.len(), 3);
    let done = batch
        .process_all(async |cx, orders| Ok::<_, String>((cx.trace_id(), orders)))
        .await;
    let (trace_id, payloads) = done.unwrap().unwrap();
    assert_eq!(payloads, ["1", "2", "3"]);
    let trace = trace_of(trace_id).await.unwrap();
    trace
        .only_attributes(&["messaging.batch.message_count"])
        .assert_tree(
            "
        process batch (consumer) messaging.batch.message_count=3
          ack batch (client) messaging.batch.message_count=3
        ",
        );
    let mut links: Vec<_> = trace
        .span("process batch")
        .links
        .iter()
        .map(|link| link.span_id)
        .collect();
    let senders = one
        .spans_named("send batch")
        .chain(other.spans_named("send batch"));
    let mut senders: Vec<_> = senders.map(|span| span.span_id).collect();
    links.sort();
    senders.sort();
    assert_eq!(links, senders);
    assert_eq!(pending("batch").await, 0);
}

#[tokio::test]
async fn a_batch_that_fails_comes_again_without_what_cannot_be_read() {
    let (client, con) = connect().await;
    let mut orders = consumer::<u32>("part")
        .max_deliveries(2)
        .join(&client)
        .await
        .unwrap();
    record("place", async |cx| {
        let stream = Stream::new("part").max_len(1000);
        let ids = stream.send_all(con.traced(cx), [1, 2]).await.unwrap();
        assert_eq!(ids.len(), 2);
        stream.send(con.traced(cx), "no number").await.unwrap();
        assert!(
            stream
                .send_all(con.traced(cx), Vec::<u32>::new())
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
    let failed = orders
        .receive()
        .await
        .unwrap()
        .process_all(async |_, orders| {
            assert_eq!(orders, [1, 2]);
            Err::<(), _>("out of stock")
        });
    assert!(matches!(
        failed.await,
        Err(ProcessError::Failed("out of stock"))
    ));
    assert_eq!((pending("part").await, orders.stats().set_aside), (2, 1));
    let again = loop {
        let batch = orders.receive().await.unwrap();
        if !batch.is_empty() {
            break batch
                .process_all(async |_, _| Err::<(), _>("out of stock"))
                .await;
        }
    };
    assert!(matches!(again, Err(ProcessError::GivenUp("out of stock"))));
    assert_eq!((pending("part").await, orders.stats().set_aside), (0, 3));
}

#[tokio::test]
async fn sending_that_fails_is_an_error_of_the_span() {
    let (_, con) = connect().await;
    let recording = record("place", async |cx| {
        let _: () = con.traced(cx).set("no stream", 1).await.unwrap();
        Stream::new("no stream").send(con.traced(cx), &1).await
    })
    .await;
    assert_eq!(recording.value.unwrap_err().code(), Some("WRONGTYPE"));
    let span = recording.trace.span("send no stream");
    assert_eq!(text(span, "error.type").as_deref(), Some("WRONGTYPE"));
}

#[tokio::test]
async fn an_acknowledgement_that_is_lost_is_told() {
    let server = Redis::start().unwrap();
    let client = Client::open(server.url()).unwrap();
    let con = client.get_multiplexed_async_connection().await.unwrap();
    let mut orders = consumer::<String>("lost").join(&client).await.unwrap();
    send(&con, "lost", &["order 1"]).await;
    let message = orders.receive().await.unwrap().into_iter().next().unwrap();
    let lost = message.process(async |_, _| {
        drop(server);
        Ok::<_, String>(())
    });
    assert!(matches!(lost.await, Err(ProcessError::Settle(_))));
    assert!(orders.receive().await.is_err());
}

#[tokio::test]
async fn a_receive_that_is_dropped_loses_nothing() {
    let (client, con) = connect().await;
    let mut orders = consumer::<String>("dropped")
        .retry_after(Duration::from_secs(2))
        .block(Duration::from_secs(2))
        .join(&client)
        .await
        .unwrap();
    for _ in 0..3 {
        let wait = tokio::time::timeout(Duration::from_millis(5), orders.receive()).await;
        assert!(wait.is_err());
    }
    send(&con, "dropped", &["order 1"]).await;
    processed(&mut orders, async |_| Ok(())).await;
}

#[tokio::test]
async fn a_consumer_in_another_language_joins() {
    const PACKAGES: [&str; 2] = ["redis==6.4.0", "opentelemetry-sdk==1.38.0"];
    let (client, con) = connect().await;
    let python = Python::with(&PACKAGES).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/consume.py");
    let recording = record("place", async |cx| {
        Stream::new("to python")
            .send(con.traced(cx), &41)
            .await
            .unwrap();
        let script = python.script(&script).arg(Redis::shared().url());
        let said = script.arg("to python").arg("from python").run().unwrap();
        // The answer, in the same trace.
        let mut answers = consumer::<u32>("from python").join(&client).await.unwrap();
        let answer = answers.receive().await.unwrap().into_iter().next().unwrap();
        let answered =
            answer.process(async |cx, answer| Ok::<_, String>((answer, cx.correlation_id())));
        let (answer, correlation_id) = answered.await.unwrap();
        assert_eq!(answer, 42);
        assert_eq!(correlation_id, cx.correlation_id());
        said
    })
    .await;
    let said: serde_json::Value = serde_json::from_str(&recording.value).unwrap();
    let trace = &recording.trace;
    assert_eq!(said["trace_id"], trace.trace_id().to_string());
    assert_eq!(
        said["parent_id"],
        trace.span("send to python").span_id.to_string()
    );
    let answer = trace.span("process from python");
    assert_eq!(
        answer.parent_span_id.unwrap().to_string(),
        said["span_id"].as_str().unwrap()
    );
}

#[tokio::test]
async fn a_stream_needs_a_key_that_is_one() {
    let (client, con) = connect().await;
    let mut plain = con.untraced().clone();
    cmd("SET")
        .arg("text")
        .arg("x")
        .exec_async(&mut plain)
        .await
        .unwrap();
    let refused = consumer::<String>("text").join(&client).await.unwrap_err();
    assert_eq!(refused.code(), Some("WRONGTYPE"));
}

#[tokio::test]
async fn a_worker_may_be_a_task() {
    let (client, con) = connect().await;
    send(&con, "task", &["1", "2"]).await;
    let mut orders = consumer::<String>("task").join(&client).await.unwrap();
    let recording = record("start", async |cx| {
        let worker = cx.spawn("worker", async move |_| {
            for message in orders.receive().await.unwrap() {
                message
                    .process(async |_, _| Ok::<_, String>(()))
                    .await
                    .unwrap();
            }
            orders.stats().acknowledged
        });
        worker.await.unwrap()
    })
    .await;
    assert_eq!(recording.value, 2);
}

#[tokio::test]
async fn a_receive_of_several_links_to_each_sender() {
    let (client, con) = connect().await;
    let mut orders = consumer::<String>("received").join(&client).await.unwrap();
    let recording = record("place", async |cx| {
        for order in ["1", "2"] {
            Stream::new("received")
                .send(con.traced(cx), order)
                .await
                .unwrap();
        }
        assert_eq!(orders.receive().await.unwrap().len(), 2);
    })
    .await;
    let shown = ["messaging.batch.message_count", "messaging.operation.type"];
    recording.trace.only_attributes(&shown).assert_tree(
        "
        place
          send received (producer) messaging.operation.type=send
          send received (producer) messaging.operation.type=send
        receive received (client) messaging.batch.message_count=2 messaging.operation.type=receive ~ linked
        ",
    );
    let received = recording.trace.span("receive received");
    let senders = recording
        .trace
        .spans_named("send received")
        .map(|span| span.span_id);
    let links: Vec<_> = received.links.iter().map(|link| link.span_id).collect();
    assert_eq!(links, senders.collect::<Vec<_>>());
}
