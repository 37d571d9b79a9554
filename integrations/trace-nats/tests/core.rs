//! Messages of core NATS, with their context.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]
#![expect(
    clippy::disallowed_methods,
    reason = "what is looked at beside a trace belongs to none"
)]

use async_nats::HeaderMap;
use futures_util::StreamExt;
use test_servers::Nats;
use trace_nats::{Client, Joins, connect};
use trace_runtime::exporter::FinishedSpan;
use trace_testing::{record, trace_of};

async fn client() -> Client {
    connect(Nats::shared().url()).await.unwrap()
}

fn text(span: &FinishedSpan, key: &str) -> Option<String> {
    span.attribute(key).map(ToString::to_string)
}

#[tokio::test]
async fn a_message_is_worked_off_in_the_trace_of_its_sender() {
    let nats = client().await;
    let mut orders = nats
        .queue_subscribe("core.*", "shipping".into())
        .await
        .unwrap();
    let recording = record("place", async |cx| {
        let mut headers = HeaderMap::new();
        headers.insert("item", "7");
        let sent = nats.traced(cx).subject_template("core.{id}");
        sent.publish_with_headers("core.42", headers, "order 42".into())
            .await
            .unwrap();
        let message = orders.next().await.unwrap();
        assert_eq!(message.sender().unwrap().trace_id(), cx.trace_id());
        let processed = message.process(async |cx, message| {
            let headers = message.headers.unwrap();
            assert_eq!(headers.get("item").unwrap().as_str(), "7");
            (message.payload, cx.correlation_id())
        });
        let (payload, correlation_id) = processed.await;
        assert_eq!(payload, "order 42");
        assert_eq!(correlation_id, cx.correlation_id());
    })
    .await;
    let port = Nats::shared().url().rsplit(':').next().unwrap().to_owned();
    let sent = recording.trace.span("send core.{id}");
    assert_eq!(text(sent, "server.port"), Some(port));
    recording.trace.without_attributes(&["server.port", "server.address"]).assert_tree(
        r#"
        place
          send core.{id} (producer) messaging.destination.name=core.{id} messaging.operation.name=send messaging.operation.type=send messaging.system=nats
            process core.* (consumer) messaging.consumer.group.name=shipping messaging.destination.name=core.* messaging.message.body.size=8 messaging.operation.name=process messaging.operation.type=process messaging.system=nats
        "#,
    );
    orders.unsubscribe().await.unwrap();
    assert!(orders.next().await.is_none());
}

#[tokio::test]
async fn a_message_without_a_context_begins_a_trace() {
    trace_testing::start();
    let nats = client().await;
    let mut orders = nats.subscribe("plain").await.unwrap();
    nats.untraced()
        .publish("plain", "order 42".into())
        .await
        .unwrap();
    let message = orders.next().await.unwrap();
    assert!(message.sender().is_none());
    let trace_id = message.process(async |cx, _| cx.trace_id()).await;
    trace_of(trace_id)
        .await
        .unwrap()
        .assert_shape("process plain");
    orders.drain().await.unwrap();
}

#[tokio::test]
async fn work_that_does_not_join_links_back() {
    let nats = client().await;
    let mut orders = nats.subscribe("apart").await.unwrap().joins(Joins::NEVER);
    let sent = record("place", async |cx| {
        nats.traced(cx)
            .publish("apart", "order 42".into())
            .await
            .unwrap();
    })
    .await
    .trace;
    let message = orders.next().await.unwrap();
    let trace_id = message.process(async |cx, _| cx.trace_id()).await;
    assert_ne!(trace_id, sent.trace_id());
    let trace = trace_of(trace_id).await.unwrap();
    assert_eq!(
        trace.span("process apart").links[0].span_id,
        sent.span("send apart").span_id
    );
}

#[tokio::test]
async fn a_request_is_a_span_until_its_answer() {
    let nats = client().await;
    let mut questions = nats.subscribe("question").await.unwrap();
    let server = nats.clone();
    let recording = record("ask", async |cx| {
        let answer = async {
            let message = questions.next().await.unwrap();
            let answering = message.process(async |cx, message| {
                let reply = message.reply.unwrap().into_string();
                let answer = server.traced(cx).subject_template("answers");
                answer.publish(reply, "42".into()).await
            });
            answering.await.unwrap();
        };
        let ask = nats.traced(cx).request("question", "6 * 7".into());
        let (answer, ()) = futures_util::future::join(ask, answer).await;
        assert_eq!(answer.unwrap().payload, "42");
    })
    .await;
    recording.trace.assert_shape(
        "
        ask
          send question
            process question
              send answers
        ",
    );
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_error_of_the_span() {
    let nats = client().await;
    let recording = record("ask", async |cx| {
        nats.traced(cx)
            .request("nobody", "?".into())
            .await
            .unwrap_err();
        nats.traced(cx).publish("", "?".into()).await.unwrap_err();
        let large = vec![0; 2 << 20].into();
        nats.traced(cx).publish("large", large).await.unwrap_err();
    })
    .await;
    let kind = |name| text(recording.trace.span(name), "error.type").unwrap();
    assert_eq!(kind("send nobody"), "no_responders");
    assert_eq!(kind("send "), "invalid_subject");
    assert_eq!(kind("send large"), "max_payload_exceeded");
}
