use std::sync::Arc;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: Arc<TraceContract>, order: u64) -> u64 {
//~ async fn pay(cx: &TraceContract, order: u64) -> u64 {
    order
}

fn main() {
    let _ = pay;
    let _: Option<Arc<()>> = None;
}
