use trace_runtime::{TraceContract, traced};

#[traced]
extern "C" fn double(cx: &TraceContract, value: u64) -> u64 {
    2 * value
}

#[traced]
pub unsafe extern "C" fn triple(cx: &TraceContract, value: u64) -> u64 {
    3 * value
}

fn main() {
    let f: extern "C" fn(&TraceContract, u64) -> u64 = double;
    assert_eq!(trace_runtime::run_sync("main", |cx| f(cx, 7)), 14);
    // SAFETY: it needs none.
    assert_eq!(trace_runtime::run_sync("main", |cx| unsafe { triple(cx, 7) }), 21);
}
