use tokio::task::JoinSet;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

#[traced]
async fn pay(cx: &TraceContract, set: &mut JoinSet<()>) {
    set.spawn_blocking(move || leaf(cx));
    //~ cx.spawn_blocking_on(&mut *set, "leaf", leaf);
}

fn main() {
    let _ = pay;
}
