use trace_runtime::{TraceContract, traced};
use trace_tower::Inbound;

#[traced]
async fn leaf(cx: &TraceContract) -> u64 {
    7
}

async fn show(cx: Inbound) -> String {
    let shown = leaf(&cx).await;
    //~ let shown = cx.open("show", async |cx| leaf(cx).await).await;
    shown.to_string()
}

fn main() {
    let _ = show;
}
