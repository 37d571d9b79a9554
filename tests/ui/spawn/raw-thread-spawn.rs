use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract) {
    std::thread::spawn(|| println!("audit"));
    //~ cx.spawn_thread("audit", |_| println!("audit")).unwrap();
}

fn main() {
    let _ = pay;
}
