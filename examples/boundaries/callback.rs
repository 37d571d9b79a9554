//! A callback whose signature is not ours: move a sealed contract in, or, where
//! nothing can be moved in, ask for the one that is current.

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{ContextMissing, Pipeline, TraceContract, traced};

/// A library's visitor; it calls back with what it finds.
fn visit(files: &[&str], found: impl Fn(&str)) {
    files.iter().for_each(|file| found(file));
}

#[traced(attributes(file))]
fn index(cx: &TraceContract, file: &str) {
    cx.set_attribute("name.length", file.len());
}

/// A plain `fn` can capture nothing. On a thread that runs no span it is
/// an error that names the remedy, and is counted.
fn index_current(file: &str) -> Result<(), ContextMissing> {
    trace_runtime::current()?.open_sync("adopted", |cx| index(cx, file));
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    trace_runtime::run_sync("callback", |cx| {
        let sealed = cx.seal();
        visit(&["a.txt"], |file| {
            sealed.open_sync("found", |cx| index(cx, file))
        });
        visit(&["b.txt"], |file| {
            index_current(file).expect("a span is running")
        });
    });
    println!(
        "{}",
        index_current("c.txt").expect_err("no span is running")
    );
    Ok(())
}
