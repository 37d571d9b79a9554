use trace_runtime::{TraceContract, traced};

#[traced(attributes(rows = %_))]
//~ #[traced(attributes(rows = _))]
fn load(cx: &TraceContract) -> u64 {
    cx.set_attribute("rows", 3);
    3
}

fn main() {
    let _ = load;
}
