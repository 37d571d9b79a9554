use trace_runtime::{TraceContract, traced};

#[traced(ret(json))]
//~ #[traced(ret(debug))]
fn price(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = price;
}
