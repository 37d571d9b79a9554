//! An error without a text, in a span that says why its closure failed.
use trace_runtime::{TraceContract, fallible, traced};

#[derive(Debug)]
struct Refused;

#[traced]
fn f(cx: &TraceContract) {
    let _ = cx.span_sync(fallible("ask"), |_| Err::<(), _>(Refused));
    //~ let _ = cx.span_sync(fallible("ask"), |_| Err::<(), _>(format!("{Refused:?}")));
}

fn main() {
    let _ = f;
}
