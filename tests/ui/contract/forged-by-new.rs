use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

fn main() {
    leaf(&TraceContract::new("main"));
    //~ trace_runtime::run_sync("main", |cx| leaf(cx));
}
