//! `cx.spawn_on` names the spawner: a `JoinSet`, a `TaskTracker`, another runtime.
//! What polls futures in place, such as `FuturesUnordered`, takes `cx.task`.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::task::JoinSet;
use tokio_util::task::TaskTracker;
use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, traced};

#[traced(attributes(page))]
async fn fetch(cx: &TraceContract, page: u32) -> usize {
    let bytes = 1024 * page as usize;
    cx.set_attribute("bytes", bytes);
    bytes
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    trace_runtime::run("task_sets", async |cx| {
        let mut set = JoinSet::new();
        for page in 1..=2 {
            cx.spawn_on(&mut set, "in a JoinSet", async move |cx| {
                fetch(cx, page).await
            });
        }
        println!("{} bytes", set.join_all().await.iter().sum::<usize>());

        let tracker = TaskTracker::new();
        cx.spawn_on(&tracker, "in a TaskTracker", async |cx| fetch(cx, 3).await);
        tracker.close();
        tracker.wait().await;

        let tasks = (4..=5).map(|page| cx.task("unordered", async move |cx| fetch(cx, page).await));
        let mut unordered: FuturesUnordered<_> = tasks.map(Box::pin).collect();
        while let Some(bytes) = unordered.next().await {
            println!("{bytes} bytes");
        }
    })
    .await;
    Ok(())
}
