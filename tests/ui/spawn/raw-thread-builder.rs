use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract) {
    std::thread::Builder::new().spawn(|| println!("audit")).unwrap();
    //~ cx.spawn_thread("audit", |_| println!("audit")).unwrap();
}

fn main() {
    let _ = pay;
}
