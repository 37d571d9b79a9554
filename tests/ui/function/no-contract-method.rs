use trace_runtime::{TraceContract, traced};

struct Checkout;

impl Checkout {
    #[traced]
    async fn pay(&self, cents: u64) -> u64 {
    //~ async fn pay(&self, cx: &TraceContract, cents: u64) -> u64 {
        cents
    }
}

fn main() {
    let _ = Checkout::pay;
    let _: Option<&TraceContract> = None;
}
