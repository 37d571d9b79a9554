use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

fn callback() {
    let current = trace_runtime::current().unwrap();
    leaf(&current);
    //~ current.open_sync("callback", |cx| leaf(cx));
}

fn main() {
    trace_runtime::run_sync("main", |_| callback());
}
