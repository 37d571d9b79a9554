use trace_runtime::{TraceContract, traced};

struct Checkout;

#[traced] struct Payments;
//~ struct Payments;

#[traced]
impl Checkout {
    fn pay(&self, cx: &TraceContract) {}
}

fn main() {
    let _ = (Payments, Checkout);
}
