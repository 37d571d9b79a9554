use trace_runtime::{TraceContract, Trust, propagation, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay(inbound: propagation::Extracted) {
    trace_runtime::run_inbound(inbound, Trust::Continue, "pay", |cx| async { leaf(cx).await }).await;
    //~ trace_runtime::run_inbound(inbound, Trust::Continue, "pay", async |cx| leaf(cx).await).await;
}

fn main() {
    let _ = pay;
}
