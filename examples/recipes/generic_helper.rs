//! Functions of one's own that take an async closure.
//!
//! Once: ask for `AsyncFnOnce(&TraceContract) -> T`, and hand it on. Several times: ask
//! for a closure that makes the closure of each time. `AsyncFnMut` would do where it
//! is awaited in place, but not in a spawned task: "implementation of `Send` is not
//! general enough". What goes into a task also asks for `SendOnce`.

use std::future::Future;

use tokio::task::JoinHandle;
use trace_runtime::exporter::TreeExporter;
use trace_runtime::spawn::SendOnce;
use trace_runtime::{Pipeline, TraceContract};

/// Once, in place.
async fn measured<T>(cx: &TraceContract, body: impl AsyncFnOnce(&TraceContract) -> T) -> T {
    cx.span("measured", async |cx| {
        cx.set_attribute("measured", true);
        body(cx).await
    })
    .await
}

/// Several times, in place or in a task: both futures are `Send`.
async fn for_each<T, F>(cx: &TraceContract, items: Vec<T>, mut body: impl FnMut(T) -> F)
where
    F: AsyncFnOnce(&TraceContract),
{
    for item in items {
        cx.span("item", body(item)).await;
    }
}

/// Once, in a task.
fn in_background<T, F>(cx: &TraceContract, body: F) -> JoinHandle<T>
where
    T: Send + 'static,
    F: AsyncFnOnce(&TraceContract) -> T,
    F: for<'a> SendOnce<&'a TraceContract, Out = T> + Send + 'static,
{
    cx.spawn("background", body)
}

/// Not all that one passes on is a closure: a future is made here, and awaited there.
async fn logged<T>(work: impl Future<Output = T>) -> T {
    let done = work.await;
    println!("done");
    done
}

async fn index(cx: &TraceContract, page: u32) {
    cx.set_attribute("page", page);
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    trace_runtime::run("generic_helper", async |cx| {
        let title = "a book".to_owned();
        let length = measured(cx, async |_| title.len()).await;
        logged(index(cx, length as u32)).await;
        let task = in_background(cx, async move |cx| {
            let title = &title;
            for_each(cx, vec![1, 2], |page| {
                async move |cx| index(cx, page + title.len() as u32).await
            })
            .await;
        });
        task.await
    })
    .await?;
    Ok(())
}
