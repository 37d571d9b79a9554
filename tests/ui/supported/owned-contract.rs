use trace_runtime::{Cx, SealedContract, traced};

#[traced]
async fn handler(#[contract] cx: SealedContract, order: u64) -> u64 {
    leaf(cx, order)
}

#[traced]
fn borrowed(#[contract] cx: &SealedContract) -> u64 {
    leaf(cx, 7)
}

#[traced(attributes(order))]
fn leaf(cx: &Cx, order: u64) -> u64 {
    order
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(handler(cx.seal(), 7).await, 7);
        assert_eq!(borrowed(&cx.seal()), 7);
    })
    .await;
}
