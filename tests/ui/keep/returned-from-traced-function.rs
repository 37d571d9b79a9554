use trace_runtime::{SealedContract, TraceContract, traced};

#[traced]
fn work(cx: &TraceContract) -> &TraceContract { cx }
//~ fn work(cx: &TraceContract) -> SealedContract { cx.seal() }

fn main() {
    trace_runtime::run_sync("main", |cx| work(cx).trace_id());
    let _: Option<SealedContract> = None;
}
