use trace_runtime::{TraceContract, traced};

#[traced]
fn price(cx: &TraceContract) -> Option<impl Future<Output = u64>> { Some(async { 7 }) }
//~ async fn price(cx: &TraceContract) -> Option<u64> { Some(async { 7 }.await) }

fn main() {
    let _ = price;
}
