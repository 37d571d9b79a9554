use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract, cents: u64) -> u64 {
    cent / 100
    //~ cents / 100
}

fn main() {
    let _ = pay;
}
