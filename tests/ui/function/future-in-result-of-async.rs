use trace_runtime::{TraceContract, traced};

#[traced]
async fn price(cx: &TraceContract) -> Result<impl Future<Output = u64>, String> { Ok(async { 7 }) }
//~ async fn price(cx: &TraceContract) -> Result<u64, String> { Ok(async { 7 }.await) }

fn main() {
    let _ = price;
}
