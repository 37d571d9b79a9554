//! The service: it charges cards by an SDK that spawns, retries, and calls back.

use trace_runtime::{Callback, Gated, TraceContract, fallible, traced};
use vendor_sdk::{CardError, Cards, Charge, Confirmation, Receipt, Review};

use crate::ways;

/// The name under which contexts that the SDK loses are counted, `sdk:cards`.
pub const SDK: &str = "cards";

/// Takes money for what it sells.
#[derive(Debug)]
pub struct Shop {
    cards: Gated<Cards>,
}

#[traced]
impl Shop {
    /// A shop that charges by these cards.
    pub fn new(cards: Cards) -> Self {
        Shop {
            cards: Gated::named(SDK, cards.on_review(reviewed)),
        }
    }

    /// Charges a card.
    ///
    /// # Errors
    ///
    /// What the SDK says.
    #[traced(attributes(cents))]
    pub async fn pay(&self, cx: &TraceContract, cents: u64) -> Result<Receipt, CardError> {
        self.cards
            .call(cx, fallible("charge card"), async |cx, cards| {
                // Made from the `cx` of the call, so that callbacks are children of the call.
                let back = self.cards.callback(cx);
                let (retried, confirm, settled) = (back.clone(), back.clone(), back);
                let charge = ways::with_headers(cx, Charge::of(cents))
                    .on_retry(move |number| {
                        retried.open_sync("retry", |cx| cx.set_attribute("try", number));
                    })
                    .confirm(move |asked| {
                        let confirm = confirm.clone();
                        async move {
                            confirm
                                .open("confirm", async |cx| is_confirmed(cx, asked).await)
                                .await
                        }
                    })
                    .on_settled(move |receipt| {
                        settled.open_sync("settled", |cx| book(cx, receipt));
                    });
                cards.charge(charge).await
            })
            .await
    }
}

/// Stands for a question to the customer.
#[traced(attributes(cents = asked.cents))]
async fn is_confirmed(cx: &TraceContract, asked: Confirmation) -> bool {
    tokio::task::yield_now().await;
    let is_confirmed = asked.cents > 0;
    cx.set_attribute("confirmed", is_confirmed);
    is_confirmed
}

/// Stands for an entry in the books.
#[traced]
fn book(cx: &TraceContract, receipt: &Receipt) {
    cx.set_attribute("charge.id", &receipt.id);
}

/// The SDK takes a plain function for this one: nothing can be moved in. What looks at
/// charges that are risky calls it from a thread of its own, and so loses the context.
fn reviewed(review: &Review) {
    Callback::expected_from(SDK).open_sync("reviewed", |cx| {
        cx.set_attribute("charge.id", &review.id);
        cx.set_attribute("risky", review.is_risky);
    });
}
