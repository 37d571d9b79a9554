use std::thread::spawn as start;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

#[traced]
fn pay(cx: &TraceContract) {
    start(move || leaf(cx));
}

fn main() {
    let _ = (pay, start::<fn(), ()>);
}
