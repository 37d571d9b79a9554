use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

const LIMIT: std::time::Duration = std::time::Duration::from_secs(1);

async fn pay(cx: &TraceContract) {
    let _ = cx.timeout("part", LIMIT, |cx| async move { leaf(cx).await }).await;
    //~ let _ = cx.timeout("part", LIMIT, async move |cx| leaf(cx).await).await;
}

fn main() {
    let _ = pay;
}
