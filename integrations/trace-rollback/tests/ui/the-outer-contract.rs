// Each compensation is lent a contract of its own.
use trace_rollback::Rollback;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract, rollback: &Rollback) {
    rollback.compensate(cx, "refund", async move |_| cx.set_attribute("a", 1));
}

fn main() {}
