use trace_runtime::{SealedContract, TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

fn work(sealed: &SealedContract) {
    leaf(sealed);
    //~ sealed.open_sync("work", |cx| leaf(cx));
}

fn main() {
    trace_runtime::run_sync("main", |cx| work(&cx.seal()));
}
