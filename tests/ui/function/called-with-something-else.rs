use trace_runtime::{TraceContract, traced};

#[traced]
async fn reserve(cx: &TraceContract, order: u64) -> u64 {
    order
}

async fn handler(trace_id: &str) -> u64 {
    reserve(&trace_id, 42).await
    //~ trace_runtime::run("handler", async |cx| reserve(cx, 42).await).await
}

fn main() {
    let _ = handler;
}
