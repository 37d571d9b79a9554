use trace_runtime::{TraceContract, traced};

#[traced]
fn area(cx: &TraceContract, #[attribute] (width, height): (u64, u64)) -> u64 {
//~ fn area(cx: &TraceContract, #[attribute] width: u64, height: u64) -> u64 {
    width * height
}

fn main() {
    let _ = area;
}
