//! A child process: the context goes along in its environment.
//!
//! The program starts itself; the child prints its part of the same trace.

use std::env;
use std::process::Command;

use trace_runtime::exporter::TreeExporter;
use trace_runtime::propagation::{self, CommandEnvironment, ProcessEnvironment};
use trace_runtime::{Pipeline, SpanBuilder, SpanKind, Trust};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    match env::args().nth(1).as_deref() {
        Some("child") => convert().await,
        _ => trace_runtime::run_sync("upload", |cx| {
            let span = SpanBuilder::named("start child").kind(SpanKind::Client);
            cx.span_sync(span, |cx| {
                let mut command = Command::new(env::current_exe()?);
                cx.inject(&mut CommandEnvironment(command.arg("child")));
                let status = command.status()?;
                cx.set_attribute("process.exit.code", status.code().unwrap_or(-1));
                Ok(())
            })
        }),
    }
}

/// What the child does.
async fn convert() -> Result<(), Box<dyn std::error::Error>> {
    let parent = propagation::extract(&ProcessEnvironment::read());
    trace_runtime::run_inbound(parent, Trust::Continue, "convert", async |cx| {
        println!("child of trace {}", cx.trace_id());
        Ok(())
    })
    .await
}
