#![deny(dead_code)]
use trace_runtime::{TraceContract, traced};

#[traced]
fn forgotten(cx: &TraceContract) {}

fn main() {
    println!("nobody calls it");
    //~ trace_runtime::run_sync("main", |cx| forgotten(cx));
}
