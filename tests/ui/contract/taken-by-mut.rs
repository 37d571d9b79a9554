use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &mut TraceContract, order: u64) -> u64 {
//~ async fn pay(cx: &TraceContract, order: u64) -> u64 {
    order
}

fn main() {
    let _ = pay;
}
