#![forbid(unused, unsafe_code)]
use trace_runtime::{TraceContract, traced};

#[traced(level = "debug")]
//~ #[traced(name = "pay")]
fn pay(cx: &TraceContract, cents: u64) -> u64 {
    #![warn(missing_docs)]
    cents
}

fn main() {
    trace_runtime::run_sync("main", |cx| assert_eq!(pay(cx, 7), 7));
}
