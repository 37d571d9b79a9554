use trace_runtime::{TraceContract, traced};

#[traced]
fn price(cx: &TraceContract) -> (u64, impl Future<Output = u64>) { (7, async { 7 }) }

fn main() {
    let _ = price;
}
