use trace_runtime::{TraceContract, traced};

#[traced]
async fn price(cx: &TraceContract) -> Option<u64> { Some(async { 7 }.await) }

fn main() {
    let _ = price;
}
