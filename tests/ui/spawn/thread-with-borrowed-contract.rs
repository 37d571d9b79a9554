use std::thread::spawn as start;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

#[traced]
fn pay(cx: &TraceContract) {
    start(move || leaf(cx));
    //~ cx.spawn_thread("leaf", move |cx| leaf(cx)).unwrap();
}

fn main() {
    let _ = (pay, start::<fn(), ()>);
}
