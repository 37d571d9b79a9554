use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract, cents: u64) -> Result<u64, String> {
    let fee = cents / 100;
    fee
    //~ Ok(fee)
}

fn main() {
    let _ = pay;
}
