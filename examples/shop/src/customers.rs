//! The customers: who asks the gateway, and what for. They know nothing of traces.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::Failed;
use crate::numbers::Numbers;

const PRODUCTS: [&str; 5] = ["almonds", "cashews", "hazelnuts", "pecans", "walnuts"];
/// So often it is looked when a trace can be seen.
const LOOK: Duration = Duration::from_millis(20);

/// Makes so many requests a second until `ended`; returns when the last one is answered.
#[expect(clippy::disallowed_methods, reason = "customers have no trace")]
pub(crate) async fn ask(
    gateway: &str,
    viewer: &str,
    rate: u32,
    numbers: &Arc<Numbers>,
    ended: impl Future<Output = ()>,
) -> Result<(), Failed> {
    let client = Client::builder().no_proxy().build()?;
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / rate);
    // Customers do not wait for one another: what was missed is made up for.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut asking = JoinSet::new();
    let mut ended = std::pin::pin!(ended);
    let mut number = 0_u64;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = asking.join_next(), if !asking.is_empty() => continue,
            () = &mut ended => break,
        }
        let request = wish(&client, gateway, numbers.placed());
        let numbers = numbers.clone();
        let seen = u64::from(rate).min(5);
        let watched = number.is_multiple_of(u64::from(rate) / seen);
        let watch = watched.then(|| {
            (
                client.clone(),
                viewer.to_owned(),
                format!("customer-{number}"),
            )
        });
        number += 1;
        asking.spawn(async move {
            let begun = Instant::now();
            let request = match &watch {
                Some((_, _, name)) => request.header("x-correlation-id", name),
                None => request,
            };
            let status = answered(request).await;
            numbers.answered(status, begun.elapsed());
            if let Some((client, viewer, name)) = watch {
                let answered = Instant::now();
                if seen_in(&client, &viewer, &name).await {
                    numbers.visible(answered.elapsed());
                }
            }
        });
    }
    while asking.join_next().await.is_some() {}
    Ok(())
}

/// What a customer wants: mostly to look.
fn wish(client: &Client, gateway: &str, placed: u64) -> RequestBuilder {
    match fastrand::u8(..10) {
        0..=3 => client.get(format!("{gateway}/products")),
        4 => client.get(format!("{gateway}/products.csv")),
        5 | 6 if placed > 0 => {
            let order = fastrand::u64(1..=placed);
            client.get(format!("{gateway}/orders/{order}"))
        }
        _ => {
            let product = PRODUCTS[fastrand::usize(..PRODUCTS.len())];
            let customer = format!("customer-{}", fastrand::u8(..40));
            let checkout = client.post(format!("{gateway}/checkout"));
            checkout.json(&json!({ "product": product, "customer": customer }))
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a customer has no trace")]
async fn answered(request: RequestBuilder) -> Option<u16> {
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    // An answer that ends early is none.
    answer.bytes().await.ok()?;
    Some(status)
}

/// Waits until the viewer can show the trace of a request; `false` where that takes too long.
#[expect(clippy::disallowed_methods, reason = "whoever looks has no trace")]
async fn seen_in(client: &Client, viewer: &str, name: &str) -> bool {
    let url = format!("{viewer}/api/viewer/resolve?text={name}");
    for _ in 0..500 {
        let found = async {
            let answer = client.get(&url).send().await.ok()?;
            let found: serde_json::Value = answer.json().await.ok()?;
            Some(!found["traces"].as_array()?.is_empty())
        };
        if found.await == Some(true) {
            return true;
        }
        tokio::time::sleep(LOOK).await;
    }
    false
}
