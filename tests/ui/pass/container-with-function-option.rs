use trace_runtime::{TraceContract, traced};

struct Payments;

#[traced(err(type))]
impl Payments {
    fn charge(&self, cx: &TraceContract) {}
}

fn main() {
    let _ = Payments::charge;
}
