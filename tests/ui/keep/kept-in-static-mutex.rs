use std::sync::Mutex;
use trace_runtime::{SealedContract, TraceContract};

static OPEN: Mutex<Vec<&'static TraceContract>> = Mutex::new(Vec::new());
static SEALED: Mutex<Vec<SealedContract>> = Mutex::new(Vec::new());

fn keep(cx: &TraceContract) {
    OPEN.lock().unwrap().push(cx);
    //~ SEALED.lock().unwrap().push(cx.seal());
}

fn main() {
    trace_runtime::run_sync("main", |cx| keep(cx));
    let _ = (&OPEN, &SEALED);
}
