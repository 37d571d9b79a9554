use trace_runtime::{TraceContract, traced};

#[traced(feilds(cents))]
//~ #[traced(attributes(cents))]
fn price(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = price;
}
