use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract) {
    cx.end();
    //~ cx.set_attribute("paid", true);
}

fn main() {
    let _ = pay;
}
