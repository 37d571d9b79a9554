use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract, cents: u64) -> u64 {
    cents / 100;
    //~ cents / 100
}

fn main() {
    let _ = pay;
}
