use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract) {
    cx.end();
}

fn main() {
    let _ = pay;
}
