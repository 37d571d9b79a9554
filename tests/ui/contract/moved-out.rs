use trace_runtime::{SealedContract, TraceContract};

fn keep(cx: &TraceContract) {
    let kept = *cx;
    //~ let kept = cx.seal();
    let _ = (kept.trace_id(), None::<SealedContract>);
}

fn main() {
    trace_runtime::run_sync("main", |cx| keep(cx));
}
