use std::mem;
use trace_runtime::{SealedContract, TraceContract};

fn take(mut open: &TraceContract, mut sealed: Option<SealedContract>) {
    drop(mem::take(&mut open));
    //~ drop(mem::take(&mut sealed));
    open = { let _ = sealed.take(); open };
    open.add_event("taken", ());
}

fn main() {
    trace_runtime::run_sync("main", |cx| take(cx, Some(cx.seal())));
}
