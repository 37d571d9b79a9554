use trace_runtime::{TraceContract, traced};

struct Payments;

#[traced(name = "charge")]
impl Payments {
    fn charge(&self, cx: &TraceContract) {}
}

fn main() {
    let _ = Payments::charge;
}
