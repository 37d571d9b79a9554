use trace_runtime::{TraceContract, traced};

struct Payments;

#[traced]
impl Payments {
    #[no_contract]
    async fn charge(&self, cx: &TraceContract) { cx.set_attribute("charged", true); }
    //~ async fn charge(&self) {}
}

fn main() {
    let _ = (Payments::charge, None::<&TraceContract>);
}
