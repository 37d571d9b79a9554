use trace_runtime::{TraceContract, traced};

#[traced]
async fn price(cx: &TraceContract) -> Result<impl Future<Output = u64>, String> { Ok(async { 7 }) }

fn main() {
    let _ = price;
}
