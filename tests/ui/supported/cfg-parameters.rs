use trace_runtime::{TraceContract, traced};

#[traced(attributes(cents))]
fn pay(
    cx: &TraceContract,
    cents: u64,
    #[cfg(all())] currency: &str,
    #[cfg(any())] missing: ThereIsNoSuchType,
) -> usize {
    cents as usize + currency.len()
}

struct Checkout;

#[traced]
impl Checkout {
    #[cfg(any())]
    async fn gone(&self, cx: &TraceContract) -> ThereIsNoSuchType {}

    #[cfg(all())]
    #[inline]
    async fn there(&self, cx: &TraceContract) {}
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(pay(cx, 7, "EUR"), 10);
        Checkout.there(cx).await;
    })
    .await;
}
