use trace_runtime::{TraceContract, traced};

#[traced]
#[path = "../modules/handlers.rs"]
mod handlers;

#[traced]
fn leaf(cx: &TraceContract) {}

fn main() {
    let _ = leaf;
}
