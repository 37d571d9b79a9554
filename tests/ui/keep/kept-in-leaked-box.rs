use trace_runtime::{SealedContract, TraceContract};

fn keep<T>(_: &'static T) {}

fn work(cx: &TraceContract) {
    keep::<&TraceContract>(Box::leak(Box::new(cx)));
    //~ keep::<SealedContract>(Box::leak(Box::new(cx.seal())));
}

fn main() {
    trace_runtime::run_sync("main", |cx| work(cx));
    let _ = keep::<SealedContract>;
}
