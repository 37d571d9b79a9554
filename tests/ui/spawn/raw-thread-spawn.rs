use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract) {
    std::thread::spawn(|| println!("audit"));
}

fn main() {
    let _ = pay;
}
