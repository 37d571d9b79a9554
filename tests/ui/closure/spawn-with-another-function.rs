use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn count(_: u64) {}

fn pay(cx: &TraceContract) {
    cx.spawn("count", count);
}

fn main() {
    let _ = pay;
}
