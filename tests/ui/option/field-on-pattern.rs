use trace_runtime::{TraceContract, traced};

#[traced]
fn area(cx: &TraceContract, #[field] (width, height): (u64, u64)) -> u64 {
//~ fn area(cx: &TraceContract, #[field] width: u64, height: u64) -> u64 {
    width * height
}

fn main() {
    let _ = area;
}
