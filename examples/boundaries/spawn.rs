//! A task of the tokio runtime: `cx.spawn` in place of `tokio::spawn`.

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, no_span, traced};

#[traced]
async fn checkout(cx: &TraceContract, order: u64) {
    // The task is lent a contract of its own. With `tokio::spawn`, `cx` would
    // not live long enough, and this would not compile.
    let packed = cx.spawn("pack", async move |cx| cx.set_attribute("order.id", order));
    // A traced function has a span of its own, so that the task needs none.
    let audited = cx.spawn(no_span(), async move |cx| audit(cx, order).await);
    packed.await.expect("packing does not panic");
    audited.await.expect("the audit does not panic");
}

#[traced(attributes(order.id = order))]
async fn audit(cx: &TraceContract, order: u64) {
    cx.add_event("audited", [("rows", 1)]);
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    trace_runtime::run("spawn", async |cx| checkout(cx, 42).await).await;
    Ok(())
}
