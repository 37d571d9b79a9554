use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract, cents: u64) -> u64 {
    let fee = cents / 100;
    fee.to_string()
    //~ fee
}

fn main() {
    let _ = pay;
}
