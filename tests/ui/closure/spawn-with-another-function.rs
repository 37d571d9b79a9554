use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn count(_: u64) {}

fn pay(cx: &TraceContract) {
    cx.spawn("count", count);
    //~ cx.spawn("count", async |_| count(1).await);
}

fn main() {
    let _ = pay;
}
