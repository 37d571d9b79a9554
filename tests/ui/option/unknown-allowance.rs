use trace_runtime::{TraceContract, traced};

#[traced(allow(unused))]
//~ #[traced(allow(raw_spawn))]
fn price(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = price;
}
