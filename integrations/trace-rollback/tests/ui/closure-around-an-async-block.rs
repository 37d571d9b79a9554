use trace_rollback::Rollback;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn refund(cx: &TraceContract) {
    cx.set_attribute("cents", 7);
}

#[traced]
async fn pay(cx: &TraceContract, rollback: &Rollback) {
    rollback.compensate(cx, "refund", |cx| async move { refund(cx).await });
}

fn main() {}
