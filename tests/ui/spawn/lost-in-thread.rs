use trace_runtime::{TraceContract, traced};

#[traced]
fn child(cx: &TraceContract, order: u64) -> u64 {
    order
}

fn handle(cx: &TraceContract, order: u64) -> std::io::Result<()> {
    let _ = cx;
    let done = std::thread::spawn(move || child(order));
    //~ let done = cx.spawn_thread("child", move |cx| child(cx, order))?;
    Ok(drop(done.join()))
}

fn main() {
    trace_runtime::run_sync("main", |cx| handle(cx, 42)).unwrap();
}
