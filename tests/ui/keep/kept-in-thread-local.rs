use std::cell::Cell;
use trace_runtime::{SealedContract, TraceContract};

thread_local! {
    static OPEN: Cell<Option<&'static TraceContract>> = const { Cell::new(None) };
    static SEALED: Cell<Option<SealedContract>> = const { Cell::new(None) };
}

fn keep(cx: &TraceContract) {
    OPEN.set(Some(cx));
    //~ SEALED.set(Some(cx.seal()));
}

fn main() {
    trace_runtime::run_sync("main", |cx| keep(cx));
    let _ = (OPEN.take(), SEALED.take());
}
