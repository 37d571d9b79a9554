//! Time: work that starts later, work that repeats, waits that show.

use std::time::Duration;

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Elapsed, Pipeline, TraceContract, traced};

#[traced]
async fn checkout(cx: &TraceContract) -> Result<(), Elapsed> {
    // Starts later, in this trace.
    let reminder = cx.spawn_after("remind", Duration::from_millis(20), async |cx| {
        cx.add_event("reminded", [("channel", "mail")]);
    });

    // Each tick is a span, until the task is aborted.
    let poll = cx.spawn_every("poll", Duration::from_millis(5), || {
        async |cx: &TraceContract| cx.add_event("polled", [("rows", 0)])
    });

    // The wait is a span, too: no gap in the trace has to be explained.
    cx.sleep("wait for the courier", Duration::from_millis(18))
        .await;
    poll.abort();
    reminder.await.expect("the reminder does not panic");

    // What takes too long is dropped, and says so.
    let slow = async |cx: &TraceContract| cx.sleep("slow bank", Duration::from_secs(60)).await;
    cx.timeout("charge", Duration::from_millis(5), slow).await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let outcome = trace_runtime::run("timers", async |cx| checkout(cx).await).await;
    println!("{}", outcome.expect_err("the bank is slow"));
    Ok(())
}
