use trace_runtime::{SealedContract, TraceContract};

fn keep(cx: &TraceContract) {
    let kept: TraceContract = cx.clone();
    //~ let kept: SealedContract = cx.seal();
    let _ = (kept.trace_id(), None::<SealedContract>);
}

fn main() {
    trace_runtime::run_sync("main", |cx| keep(cx));
}
