use trace_runtime::{TraceContract, traced};

struct Payments;

#[traced(name = "charge")]
//~ #[traced(err(type))]
impl Payments {
    fn charge(&self, cx: &TraceContract) {}
}

fn main() {
    let _ = Payments::charge;
}
