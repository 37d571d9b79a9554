use std::sync::OnceLock;
use trace_runtime::{SealedContract, TraceContract};

static OPEN: OnceLock<&'static TraceContract> = OnceLock::new();
static SEALED: OnceLock<SealedContract> = OnceLock::new();

fn keep(cx: &TraceContract) {
    let _ = OPEN.set(cx);
    //~ let _ = SEALED.set(cx.seal());
}

fn main() {
    trace_runtime::run_sync("main", |cx| keep(cx));
    let _ = (OPEN.get(), SEALED.get());
}
