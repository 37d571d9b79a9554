use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn start() {
    trace_runtime::run("start", |cx| async move { leaf(cx).await }).await;
    //~ trace_runtime::run("start", async |cx| leaf(cx).await).await;
}

fn main() {
    let _ = start;
}
