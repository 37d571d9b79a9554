use std::pin::Pin;
use trace_runtime::{TraceContract, traced};

#[traced]
fn price(cx: &TraceContract) -> Box<dyn Future<Output = u64> + '_> { Box::new(async { 7 }) }
//~ fn price(cx: &TraceContract) -> Pin<Box<dyn Future<Output = u64> + '_>> { Box::pin(async { 7 }) }

fn main() {
    let _ = (price, None::<Pin<Box<u64>>>);
}
