use trace_runtime::{TraceContract, traced};

#[traced]
fn price(cx: &TraceContract) -> (u64, impl Future<Output = u64>) { (7, async { 7 }) }
//~ async fn price(cx: &TraceContract) -> (u64, u64) { (7, async { 7 }.await) }

fn main() {
    let _ = price;
}
