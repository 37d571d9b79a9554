use tokio::runtime::Handle;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, runtime: &Handle) {
    runtime.spawn_blocking(move || leaf(cx));
}

fn main() {
    let _ = pay;
}
