use trace_runtime::{TraceContract, traced};

#[traced]
//~ #[allow(dead_code)]
#[path = "../modules/handlers.rs"]
mod handlers;

#[traced]
fn leaf(cx: &TraceContract) {}

fn main() {
    let _ = leaf;
}
