use trace_runtime::{TraceContract, traced};

#[traced]
async fn reserve(cx: &TraceContract, order: u64) -> u64 {
    order
}

#[traced]
async fn pay(cx: &TraceContract, order: u64) -> u64 {
    reserve(order).await
    //~ reserve(cx, order).await
}

fn main() {
    let _ = pay;
}
