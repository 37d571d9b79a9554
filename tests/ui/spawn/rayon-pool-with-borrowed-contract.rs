use rayon::ThreadPool;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

#[traced]
fn pay(cx: &TraceContract, pool: &ThreadPool) {
    let sealed = cx.seal();
    pool.spawn(move || drop((sealed, leaf(cx))));
    //~ pool.spawn(move || sealed.open_sync("leaf", leaf));
}

fn main() {
    let _ = pay;
}
