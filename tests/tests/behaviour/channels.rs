//! A message brings the context that it was sent in.

use trace_runtime::channel::{broadcast, mpsc, oneshot, watch};
use trace_runtime::{Carried, TraceContract, linked_trace, traced};

use crate::check;

#[traced(kind = producer)]
async fn send(cx: &TraceContract, orders: &mpsc::Sender<u32>, order: u32) {
    orders.send(cx, order).await.expect("it is received");
}

#[tokio::test]
async fn mpsc_messages_are_handled_under_their_senders() {
    let value = check(
        "
        test
          send (producer)
            handle (consumer)
          send (producer)
            handle (consumer)
        ",
        async |cx| {
            let (orders, mut inbox) = mpsc::channel(2);
            send(cx, &orders, 1).await;
            send(cx, &orders, 2).await;
            orders.try_send(cx, 3).unwrap_err();
            let mut handled = 0;
            while let Ok(message) = inbox.try_recv() {
                handled += message.open("handle", async |_, order| order).await;
            }
            handled
        },
    )
    .await;
    assert_eq!(value, 3);
}

#[tokio::test]
async fn an_unbounded_message_can_be_forwarded_and_keeps_its_sender() {
    check(
        "
        test
          sender
            handle (consumer) order=order
        ",
        async |cx| {
            let (first, mut first_inbox) = mpsc::unbounded_channel();
            let (second, mut second_inbox) = mpsc::unbounded_channel();
            cx.seal()
                .open_sync("sender", |cx| first.send(cx, "order").unwrap());
            second.forward(first_inbox.recv().await.unwrap()).unwrap();
            let message = second_inbox.recv().await.unwrap();
            message.open_sync("handle", |cx, order: &str| cx.set_attribute("order", order));
        },
    )
    .await;
}

#[tokio::test]
async fn a_oneshot_reply_is_handled_under_the_replier() {
    check(
        "
        test
          replier
            reply (consumer) value=7
        ",
        async |cx| {
            let (reply, replied) = oneshot::channel();
            cx.spawn("replier", async move |cx| reply.send(cx, 7_i64).unwrap());
            let message = replied.await.unwrap();
            message
                .open("reply", async |cx, value| cx.set_attribute("value", value))
                .await;
        },
    )
    .await;
}

#[tokio::test]
async fn each_receiver_of_a_broadcast_adopts_the_context() {
    check(
        "
        test
          read (consumer) value=7
          read (consumer) value=7
        ",
        async |cx| {
            let (news, mut first) = broadcast::channel(4);
            let mut second = news.subscribe();
            assert_eq!(news.send(cx, 7_i64).unwrap(), 2);
            for inbox in [&mut first, &mut second] {
                let message = inbox.recv().await.unwrap();
                message
                    .open("read", async |cx, value| cx.set_attribute("value", value))
                    .await;
            }
        },
    )
    .await;
}

#[tokio::test]
async fn a_watched_value_knows_who_set_it() {
    check(
        "
        test
          reload
            apply (consumer) value=2
        ",
        async |cx| {
            let (settings, mut reader) = watch::channel(cx, 1_i64);
            cx.seal()
                .open_sync("reload", |cx| settings.send(cx, 2).unwrap());
            reader.changed().await.unwrap();
            reader
                .get()
                .open_sync("apply", |cx, value| cx.set_attribute("value", value));
        },
    )
    .await;
}

#[tokio::test]
async fn a_carried_message_survives_serialization() {
    let recording = trace_testing::record("test", async |cx| {
        let job = Carried::new(cx, vec![1_u32, 2]);
        let wire = serde_json::to_string(&job).unwrap();
        assert!(wire.contains(&cx.trace_id().to_string()), "{wire}");

        let job: Carried<Vec<u32>> = serde_json::from_str(&wire).unwrap();
        assert_eq!(job.contract().correlation_id(), cx.correlation_id());
        job.open("run job", async |cx, items| {
            assert_eq!(items, [1, 2]);
            cx.set_attribute("items", items.len() as i64);
        })
        .await;
    })
    .await;
    let job = recording.trace.span("run job");
    assert_eq!(
        job.parent_span_id,
        Some(recording.trace.span("test").span_id)
    );
    assert!(job.parent_is_remote);
}

#[tokio::test]
async fn a_message_can_be_handled_in_a_trace_of_its_own() {
    let recording = trace_testing::record("test", async |cx| {
        let message = Carried::new(cx, 7_i64);
        message
            .open(linked_trace("handle"), async |cx, value| {
                cx.set_attribute("value", value)
            })
            .await;
    })
    .await;
    recording.trace.assert_tree(
        "
        test
        handle (consumer) value=7 ~ linked
        ",
    );
}

#[tokio::test]
async fn a_message_that_comes_back_still_has_its_context() {
    check(
        "
        test
          give up (consumer) value=7
        ",
        async |cx| {
            let (orders, inbox) = mpsc::channel(1);
            drop(inbox);
            let message = orders.send(cx, 7_i64).await.unwrap_err().0;
            message.open_sync("give up", |cx, value| cx.set_attribute("value", value));
        },
    )
    .await;
}
