use std::thread::Builder;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

#[traced]
fn pay(cx: &TraceContract) {
    Builder::new().spawn(move || leaf(cx)).unwrap();
    //~ cx.spawn_thread("leaf", leaf).unwrap();
}

fn main() {
    let _ = (pay, None::<Builder>);
}
