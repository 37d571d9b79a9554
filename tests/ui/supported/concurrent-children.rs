use futures_util::{StreamExt, TryStreamExt, stream};
use trace_runtime::{TraceContract, traced};

#[traced]
async fn fetch(cx: &TraceContract, id: u64) -> Result<u64, String> {
    tokio::task::yield_now().await;
    Ok(id)
}

#[traced]
async fn all(cx: &TraceContract) -> Result<u64, String> {
    let (a, b) = tokio::try_join!(fetch(cx, 1), fetch(cx, 2))?;
    let c = tokio::select! {
        biased;
        first = fetch(cx, 3) => first?,
        second = fetch(cx, 4) => second?,
    };
    let buffered: u64 = stream::iter([5, 6])
        .map(|id| fetch(cx, id))
        .buffer_unordered(2)
        .try_fold(0, async |sum, id| Ok(sum + id))
        .await?;
    stream::iter([Ok(7), Ok(8)])
        .try_for_each_concurrent(2, |id| async move { fetch(cx, id).await.map(drop) })
        .await?;
    Ok(a + b + c + buffered)
}

#[tokio::main]
async fn main() {
    let task = trace_runtime::run("main", async |cx| all(cx).await);
    assert_eq!(tokio::spawn(task).await.unwrap(), Ok(17));
}
