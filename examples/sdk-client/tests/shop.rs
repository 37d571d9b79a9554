//! Each call and each callback of the SDK is in the right trace, and what loses its
//! context is counted by name and place.

#![expect(
    clippy::disallowed_methods,
    reason = "the SDK wants a client of reqwest's own"
)]
#![allow(clippy::unwrap_used)]

use sdk_client::{Processor, SDK, Shop};
use trace_runtime::stats;
use trace_runtime::stats::{ContextPlace, Stats};
use trace_testing::{Recording, Trace, record};
use vendor_sdk::{CardError, Cards, Receipt};

/// Pays `cents`, in a trace of its own, by a processor that fails so often.
async fn pay(cents: u64, failures: u32) -> (Recording<Result<Receipt, CardError>>, Processor) {
    let processor = Processor::start(failures).await.unwrap();
    let shop = Shop::new(Cards::new(reqwest::Client::new(), processor.url()));
    let recording = record("test", async |cx| shop.pay(cx, cents).await).await;
    (recording, processor)
}

fn counted(stats: &Stats) -> (u64, u64) {
    let count = stats.context_at(ContextPlace::Sdk(SDK));
    (count.expected, count.lost)
}

/// Every request of the SDK names the span of its call as its parent.
fn assert_sent(trace: &Trace, processor: &Processor, requests: usize) {
    let call = trace.span("charge card");
    let ids = format!("-{}-{}-", trace.trace_id(), call.span_id);
    let sent = processor.traceparents();
    assert_eq!(sent.len(), requests);
    for traceparent in sent {
        let traceparent = traceparent.expect("it is sent");
        assert!(traceparent.contains(&ids), "{traceparent} and {ids}");
    }
}

// One test: the numbers are the process's.
#[tokio::test]
async fn calls_and_callbacks_are_in_their_trace_and_what_is_lost_is_named() {
    // Two tries fail. The review is made on the task of the call.
    let (mut small, processor) = pay(1_250, 2).await;
    assert_eq!(small.value.as_ref().unwrap().id, "ch_1250");
    small.wait_for("settled").await.unwrap();
    small.trace.assert_tree(
        "
        test
          pay cents=1250
            charge card (client)
              confirm
                is_confirmed cents=1250 confirmed=true
              retry try=2
              retry try=3
              reviewed charge.id=ch_1250 risky=false
              settled
                book charge.id=ch_1250
        ",
    );
    assert_sent(&small.trace, &processor, 3);
    small.trace.assert_no_lost_context();
    assert_eq!(counted(&stats()), (5, 0));

    // The customer says no, and the call is an error.
    let (declined, processor) = pay(0, 0).await;
    assert!(matches!(declined.value, Err(CardError::NotConfirmed)));
    declined.trace.subtree("charge card").assert_tree(
        "
        charge card (client) error.type=vendor_sdk::error::CardError [error]
          ! vendor_sdk::error::CardError: the customer did not confirm the charge
          confirm
            is_confirmed cents=0 confirmed=false
        ",
    );
    assert_eq!(processor.traceparents().len(), 0);
    assert_eq!(counted(&stats()), (6, 0));

    // The review is made by a specialist, on a thread that has no context.
    let (mut large, processor) = pay(250_000, 0).await;
    large.wait_for("settled").await.unwrap();
    large.trace.only_attributes(&["cents"]).assert_tree(
        "
        test
          pay cents=250000
            charge card (client)
              confirm
                is_confirmed cents=250000
              settled
                book
        ",
    );
    assert_sent(&large.trace, &processor, 1);
    let stats = stats();
    assert_eq!(counted(&stats), (9, 1));
    let lost: Vec<_> = stats.callbacks().iter().filter(|of| of.lost > 0).collect();
    let [lost] = lost[..] else {
        panic!("{lost:?}");
    };
    assert_eq!((lost.sdk, lost.expected, lost.lost), (SDK, 2, 1));
    assert!(lost.at.file().ends_with("shop.rs"), "{}", lost.at);
    // The other callbacks of the shop share one place, where they are made.
    assert_eq!(stats.callbacks().len(), 2);
}
