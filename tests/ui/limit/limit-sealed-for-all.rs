//! A sealed contract may be kept for ever and opened by anybody: it proves that
//! there was a context, not that it is the right one.

use std::sync::OnceLock;
use trace_runtime::{SealedContract, TraceContract, traced};

static FIRST: OnceLock<SealedContract> = OnceLock::new();

fn request(cx: &TraceContract) {
    FIRST.get_or_init(|| cx.seal());
}

#[traced(cx = FIRST.get().expect("a request came") as cx)]
fn work() -> trace_runtime::TraceId {
    cx.trace_id()
}

fn main() {
    let first = trace_runtime::run_sync("first", |cx| {
        request(cx);
        cx.trace_id()
    });
    let second = trace_runtime::run_sync("second", |cx| {
        request(cx);
        cx.trace_id()
    });
    assert_eq!(work(), first);
    assert_ne!(work(), second);
}
