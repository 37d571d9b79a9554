// It runs when the function may have ended.
use trace_rollback::Rollback;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract, rollback: &Rollback, charge: &str) {
    rollback.compensate(cx, "refund", async move |cx| {
        cx.set_attribute("charge", charge.to_owned());
    });
}

fn main() {}
