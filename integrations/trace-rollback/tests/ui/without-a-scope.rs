// A contract alone runs nothing back.
use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    cx.compensate("refund", async move |_cx| ());
}

fn main() {}
