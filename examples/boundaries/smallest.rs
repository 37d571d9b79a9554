//! The smallest program: a trace of two spans.

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, traced};

#[traced]
fn greet(cx: &TraceContract, name: &str) -> String {
    cx.set_attribute("name.length", name.len());
    format!("Hello, {name}!")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Dropped at the end of `main`, it prints what is left.
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let greeting = trace_runtime::run_sync("smallest", |cx| greet(cx, "world"));
    println!("{greeting}");
    Ok(())
}
