use tokio::runtime::Handle;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, runtime: &Handle) {
    runtime.spawn_blocking(move || leaf(cx));
    //~ cx.spawn_blocking_on(runtime, "leaf", leaf);
}

fn main() {
    let _ = pay;
}
