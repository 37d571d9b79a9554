use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract) {
    cx.spawn_thread("audit", |_| println!("audit")).unwrap();
}

fn main() {
    let _ = pay;
}
