//! Threads of the operating system, free and scoped.

use std::thread;

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, traced};

#[traced]
fn sum(cx: &TraceContract, numbers: &[u64]) -> u64 {
    cx.set_attribute("numbers", numbers.len());
    numbers.iter().sum()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    trace_runtime::run_sync("threads", |cx| {
        // A thread of its own owns what it works on.
        let owned = vec![1, 2, 3];
        let thread = cx.spawn_thread("owned", move |cx| sum(cx, &owned))?;
        println!("owned: {}", thread.join().expect("adding does not panic"));

        // Scoped threads may borrow.
        let numbers: Vec<u64> = (0..1_000).collect();
        thread::scope(|scope| {
            for half in numbers.chunks(500) {
                cx.spawn_scoped(scope, "half", move |cx| sum(cx, half))?;
            }
            Ok(())
        })
    })
}
