use trace_runtime::{TraceContract, traced};

/// # Safety
///
/// `from` can be read.
#[traced]
unsafe fn read(cx: &TraceContract, from: *const u64) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { *from }
}

fn main() {
    let value = 7;
    // SAFETY: `value` can be read.
    let read = trace_runtime::run_sync("main", |cx| unsafe { read(cx, &value) });
    assert_eq!(read, 7);
}
