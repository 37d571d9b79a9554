//! Messages that a stream of NATS keeps, with their context.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]
#![expect(
    clippy::disallowed_methods,
    reason = "what is looked at beside a trace belongs to none"
)]

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::Duration;

use async_nats::jetstream::consumer::{PullConsumer, pull};
use async_nats::jetstream::stream::Config;
use futures_util::FutureExt;
use test_servers::{Nats, Python};
use trace_nats::jetstream::{Consumer, Context, Message, ProcessError};
use trace_nats::{Client, Joins, connect};
use trace_runtime::TraceId;
use trace_runtime::exporter::FinishedSpan;
use trace_testing::{Trace, record, trace_of};

const SHORT: Duration = Duration::from_millis(100);

/// A stream of this name, which takes the subject of the same name and those below.
async fn stream(name: &'static str) -> (Client, Context, PullConsumer) {
    stream_that_waits(name, Duration::from_secs(30)).await
}

/// One whose messages come again so long after nobody said what became of them.
async fn stream_that_waits(
    name: &'static str,
    ack_wait: Duration,
) -> (Client, Context, PullConsumer) {
    let nats = connect(Nats::shared().url()).await.unwrap();
    let jetstream = Context::new(&nats);
    let config = Config {
        name: name.to_owned(),
        subjects: vec![name.to_owned(), format!("{name}.>")],
        ..Config::default()
    };
    let stream = jetstream.untraced().create_stream(config).await.unwrap();
    let config = pull::Config {
        durable_name: Some("shipping".to_owned()),
        filter_subject: name.to_owned(),
        ack_wait,
        ..pull::Config::default()
    };
    let consumer = stream.create_consumer(config).await.unwrap();
    (nats, jetstream, consumer)
}

/// Settings that do not keep a test waiting.
fn quick(nats: &Client, consumer: PullConsumer) -> Consumer {
    let consumer = Consumer::new(nats, consumer).wait(Duration::from_millis(500));
    consumer.retry_after(Duration::from_millis(10))
}

fn text(span: &FinishedSpan, key: &str) -> Option<String> {
    span.attribute(key).map(ToString::to_string)
}

async fn send(jetstream: &Context, subject: &'static str, payloads: &[&'static str]) -> Trace {
    let sent = record("place", async |cx| {
        for payload in payloads {
            jetstream
                .traced(cx)
                .publish(subject, (*payload).into())
                .await
                .unwrap();
        }
    });
    sent.await.trace
}

async fn next(orders: &Consumer) -> Message {
    loop {
        if let Some(message) = orders.receive().await.unwrap().into_iter().next() {
            return message;
        }
    }
}

#[tokio::test]
async fn a_message_is_worked_off_in_the_trace_of_its_sender() {
    let (nats, jetstream, consumer) = stream("fresh").await;
    let orders = quick(&nats, consumer.clone());
    let recording = record("place", async |cx| {
        let ack = jetstream
            .traced(cx)
            .publish("fresh", "order 42".into())
            .await
            .unwrap();
        assert_eq!(ack.sequence, 1);
        let message = next(&orders).await;
        assert_eq!(message.delivery_count(), 1);
        assert_eq!(message.sender().unwrap().trace_id(), cx.trace_id());
        let processed = message.process(async |_, message| Ok::<_, String>(message.payload));
        assert_eq!(processed.await.unwrap(), "order 42");
    })
    .await;
    let hidden = ["server.address", "server.port", "messaging.operation.name"];
    recording.trace.without_attributes(&hidden).assert_tree(
        r#"
        place
          send fresh (producer) messaging.destination.name=fresh messaging.message.id="1" messaging.operation.type=send messaging.system=nats
            process fresh (consumer) messaging.consumer.group.name=shipping messaging.destination.name=fresh messaging.message.body.size=8 messaging.message.id="1" messaging.operation.type=process messaging.system=nats
              ack fresh (client) messaging.consumer.group.name=shipping messaging.destination.name=fresh messaging.operation.type=settle messaging.system=nats
        "#,
    );
    assert_eq!(consumer.get_info().await.unwrap().num_ack_pending, 0);
}

#[tokio::test]
async fn a_wait_for_nothing_makes_no_span() {
    let (nats, _, consumer) = stream("empty").await;
    let orders = quick(&nats, consumer).wait(Duration::from_millis(10));
    let recording = record("wait", async |_| {
        assert!(orders.receive().await.unwrap().is_empty());
    })
    .await;
    assert_eq!(recording.trace.spans().len(), 1);
}

#[tokio::test]
async fn what_fails_comes_again_and_is_set_aside_with_its_own_context() {
    let (nats, jetstream, consumer) = stream("poison").await;
    let orders = quick(&nats, consumer.clone())
        .max_deliveries(2)
        .dead_letters("poison.dead");
    let sent = send(&jetstream, "poison", &["order 1"]).await;
    let mut last: Option<TraceId> = None;
    for tries in 1..=2 {
        let message = next(&orders).await;
        assert_eq!(message.delivery_count(), tries);
        let failed = message.process(async |cx, _| {
            last = Some(cx.trace_id());
            Err::<(), _>("out of stock")
        });
        match failed.await {
            Err(ProcessError::Failed(_)) => assert_eq!(tries, 1),
            Err(ProcessError::GivenUp(_)) => assert_eq!(tries, 2),
            other => panic!("{other:?}"),
        }
    }
    trace_of(last.unwrap()).await.unwrap().assert_shape(
        "
        process poison
          set_aside poison
        ",
    );
    let again = trace_of(last.unwrap()).await.unwrap();
    let again = again.span("process poison");
    assert_eq!(
        text(again, "messaging.message.delivery_count").as_deref(),
        Some("2")
    );
    assert_eq!(again.links[0].span_id, sent.span("send poison").span_id);
    assert_eq!(consumer.get_info().await.unwrap().num_ack_pending, 0);

    let dead = jetstream.untraced().get_stream("poison").await.unwrap();
    let dead = dead
        .get_last_raw_message_by_subject("poison.dead")
        .await
        .unwrap();
    let header = |name: &str| dead.headers.get(name).unwrap().as_str().to_owned();
    let traceparent = format!(
        "00-{}-{}-",
        sent.trace_id(),
        sent.span("send poison").span_id
    );
    assert!(header("traceparent").starts_with(&traceparent));
    assert_eq!(
        (header("reason"), header("deliveries")),
        ("failed".to_owned(), "2".to_owned())
    );
    assert_eq!(dead.payload, "order 1");
}

#[tokio::test]
async fn what_panics_is_set_aside_without_another_call() {
    let (nats, jetstream, consumer) = stream_that_waits("panics", SHORT).await;
    let orders = quick(&nats, consumer.clone()).max_deliveries(1);
    send(&jetstream, "panics", &["order 1"]).await;
    let panics = next(&orders)
        .await
        .process(async |_, _| -> Result<(), String> { panic!("a bug") });
    assert!(AssertUnwindSafe(panics).catch_unwind().await.is_err());
    let again = next(&orders).await;
    let exhausted =
        again.process(async |_, _| -> Result<(), String> { unreachable!("called again") });
    assert!(matches!(exhausted.await, Err(ProcessError::Exhausted)));
    assert_eq!(consumer.get_info().await.unwrap().num_ack_pending, 0);
}

#[tokio::test]
async fn a_dead_letter_that_no_stream_takes_is_told_and_not_lost() {
    let (nats, jetstream, consumer) = stream_that_waits("nowhere", SHORT).await;
    let orders = quick(&nats, consumer.clone())
        .max_deliveries(1)
        .dead_letters("no.stream");
    send(&jetstream, "nowhere", &["order 1"]).await;
    let failed = next(&orders)
        .await
        .process(async |_, _| Err::<(), _>("out of stock"));
    assert!(matches!(failed.await, Err(ProcessError::Settle(_))));
    assert_eq!(next(&orders).await.delivery_count(), 2);
}

#[tokio::test]
async fn several_messages_at_once_are_linked_to_each_sender() {
    let (nats, jetstream, consumer) = stream("batch").await;
    let orders = quick(&nats, consumer.clone()).batch(10);
    let (one, other) = (
        send(&jetstream, "batch", &["1", "2"]).await,
        send(&jetstream, "batch", &["3"]).await,
    );
    let batch = orders.receive().await.unwrap();
    assert_eq!(batch.len(), 3);
    let done = batch.process_all(async |cx, orders| {
        let payloads: Vec<_> = orders.into_iter().map(|order| order.payload).collect();
        Ok::<_, String>((cx.trace_id(), payloads))
    });
    let (trace_id, payloads) = done.await.unwrap().unwrap();
    assert_eq!(payloads, ["1", "2", "3"]);
    let trace = trace_of(trace_id).await.unwrap();
    let span = trace.span("process batch");
    assert_eq!(
        text(span, "messaging.batch.message_count").as_deref(),
        Some("3")
    );
    let mut links: Vec<_> = span.links.iter().map(|link| link.span_id).collect();
    let senders = one
        .spans_named("send batch")
        .chain(other.spans_named("send batch"));
    let mut senders: Vec<_> = senders.map(|span| span.span_id).collect();
    links.sort();
    senders.sort();
    assert_eq!(links, senders);
    assert_eq!(consumer.get_info().await.unwrap().num_ack_pending, 0);
}

#[tokio::test]
async fn a_batch_that_fails_comes_again() {
    let (nats, jetstream, consumer) = stream("part").await;
    let orders = quick(&nats, consumer).joins(Joins::ALWAYS);
    send(&jetstream, "part", &["1", "2"]).await;
    let failed = orders
        .receive()
        .await
        .unwrap()
        .process_all(async |_, _| Err::<(), _>("out of stock"));
    assert!(matches!(failed.await, Err(ProcessError::Failed(_))));
    assert_eq!(next(&orders).await.delivery_count(), 2);
}

#[tokio::test]
async fn a_stream_that_is_not_there_is_an_error_of_the_span() {
    let nats = connect(Nats::shared().url()).await.unwrap();
    let jetstream = Context::new(&nats);
    let recording = record("place", async |cx| {
        jetstream
            .traced(cx)
            .subject_template("none")
            .publish("none.7", "1".into())
            .await
    })
    .await;
    assert!(recording.value.is_err());
    let span = recording.trace.span("send none");
    assert_eq!(
        text(span, "error.type").as_deref(),
        Some("stream_not_found")
    );
}

#[tokio::test]
async fn a_consumer_in_another_language_joins() {
    const PACKAGES: [&str; 2] = ["nats-py==2.11.0", "opentelemetry-sdk==1.38.0"];
    let (_, jetstream, _) = stream("python").await;
    let (nats, _, consumer) = stream("answers").await;
    let answers = quick(&nats, consumer);
    let python = Python::with(&PACKAGES).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/consume.py");
    let recording = record("place", async |cx| {
        jetstream
            .traced(cx)
            .publish("python", "41".into())
            .await
            .unwrap();
        let script = python.script(&script).arg(Nats::shared().url());
        let said = script.arg("python").arg("answers").run().unwrap();
        // The answer, in the same trace.
        let answered = next(&answers)
            .await
            .process(async |cx, message| Ok::<_, String>((message.payload, cx.correlation_id())));
        let (answer, correlation_id) = answered.await.unwrap();
        assert_eq!(answer, "42");
        assert_eq!(correlation_id, cx.correlation_id());
        said
    })
    .await;
    let said: serde_json::Value = serde_json::from_str(&recording.value).unwrap();
    let trace = &recording.trace;
    assert_eq!(said["trace_id"], trace.trace_id().to_string());
    assert_eq!(
        said["parent_id"],
        trace.span("send python").span_id.to_string()
    );
    let answer = trace.span("process answers");
    assert_eq!(
        answer.parent_span_id.unwrap().to_string(),
        said["span_id"].as_str().unwrap()
    );
}
