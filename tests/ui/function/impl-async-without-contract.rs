use trace_runtime::{TraceContract, traced};

struct Payments;

#[traced]
impl Payments {
    async fn charge(&self, cx: &TraceContract) {}

    async fn refund(&self, cents: u64) -> u64 {
    //~ async fn refund(&self, cx: &TraceContract, cents: u64) -> u64 {
        cents
    }
}

fn main() {
    let _ = (Payments::charge, Payments::refund);
}
