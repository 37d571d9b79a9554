use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

fn callback() {
    let current = trace_runtime::current().unwrap();
    leaf(&current);
}

fn main() {
    trace_runtime::run_sync("main", |_| callback());
}
