//! Only traced functions are held to it: another may take an `Option`.

use trace_runtime::TraceContract;

fn leaf(cx: Option<&TraceContract>) -> bool {
    cx.is_some()
}

fn main() {
    assert!(trace_runtime::run_sync("main", |cx| leaf(Some(cx)) && !leaf(None)));
}
