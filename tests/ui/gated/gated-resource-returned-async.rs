use trace_runtime::{Gated, TraceContract};

async fn pay(cx: &TraceContract, bank: &Gated<String>) -> usize {
    let bank = bank.call(cx, "charge", async |_cx, bank| bank).await;
    //~ let bank = bank.call(cx, "charge", async |_cx, bank| bank.len().to_string()).await;
    bank.len()
}

fn main() {
    let _ = pay;
}
