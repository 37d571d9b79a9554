//! Periodic work: of `main`, each time a trace of its own; and begun by a request,
//! each time a trace that links to it.

use std::time::Duration;

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, linked_trace, traced};

const PERIOD: Duration = Duration::from_millis(20);

#[traced]
async fn remove_expired(cx: &TraceContract, round: u32) -> Result<u32, std::io::Error> {
    cx.set_attribute("removed", 10 / round);
    Ok(10 / round)
}

#[traced]
fn start_polling(cx: &TraceContract) -> tokio::task::JoinHandle<()> {
    // Not by a mere name: the request's trace would grow for as long as this runs.
    cx.spawn_every(linked_trace("poll"), PERIOD, || {
        async |cx| cx.add_event("polled", ())
    })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let polling = trace_runtime::run_sync("subscribe", start_polling);
    // The loop belongs to no trace; each round begins one.
    let mut ticks = tokio::time::interval(PERIOD);
    for round in 1..=3 {
        ticks.tick().await;
        let removed = trace_runtime::run("clean up", async |cx| remove_expired(cx, round).await);
        if let Err(error) = removed.await {
            println!("{error}: once more in {PERIOD:?}");
        }
    }
    polling.abort();
    Ok(())
}
