use trace_rollback::Rollback;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract, rollback: &Rollback) {
    rollback.compensate(cx, "refund", async move |_cx| 7);
}

fn main() {}
