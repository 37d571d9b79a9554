// Nobody would run what is registered with it.
use trace_rollback::Rollback;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    let rollback = Rollback::default();
    rollback.compensate(cx, "refund", async move |_cx| ());
}

fn main() {}
