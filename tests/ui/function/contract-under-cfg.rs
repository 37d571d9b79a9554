use trace_runtime::{TraceContract, traced};

#[traced]
fn price(#[cfg(not(doc))] cx: &TraceContract, cents: u64) -> u64 {
//~ fn price(cx: &TraceContract, #[cfg(not(doc))] cents: u64) -> u64 {
    cents
}

fn main() {
    let _ = price;
}
