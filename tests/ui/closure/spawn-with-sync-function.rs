use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

fn count(_: &TraceContract) -> u64 { 1 }

fn pay(cx: &TraceContract) {
    cx.spawn("count", count);
    //~ cx.spawn("count", async |cx| count(cx));
}

fn main() {
    let _ = pay;
}
