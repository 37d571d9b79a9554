use trace_runtime::{SealedContract, TraceContract};

fn work(cx: &TraceContract) {
    let kept: &'static TraceContract = cx;
    //~ let kept: SealedContract = cx.seal();
    std::thread::spawn(move || kept.trace_id());
}

fn main() {
    trace_runtime::run_sync("main", |cx| work(cx));
    let _: Option<SealedContract> = None;
}
