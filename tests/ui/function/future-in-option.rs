use trace_runtime::{TraceContract, traced};

#[traced]
fn price(cx: &TraceContract) -> Option<impl Future<Output = u64>> { Some(async { 7 }) }

fn main() {
    let _ = price;
}
