//! Work that outlives its request begins a trace of its own, which links back:
//! the request's trace can then end.

use std::time::Duration;

use tokio::task::JoinHandle;
use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, linked_trace, traced};

#[traced(attributes(order.id = order))]
fn checkout(cx: &TraceContract, order: u64) -> JoinHandle<()> {
    // Wherever a name goes, `linked_trace(name)` goes as well.
    let name = linked_trace("remind");
    let delay = Duration::from_millis(20);
    cx.spawn_after(name, delay, async move |cx| send_mail(cx, order).await)
}

#[traced(attributes(order.id = order))]
async fn send_mail(cx: &TraceContract, order: u64) {
    // The correlation id is that of the request; the trace is another.
    let (trace, request) = (cx.trace_id(), cx.correlation_id());
    println!("reminder in trace {trace}, of request {request}");
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let reminder = trace_runtime::run_sync("new_trace", |cx| checkout(cx, 42));
    Ok(reminder.await?)
}
