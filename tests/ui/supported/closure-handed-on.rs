use trace_runtime::{TraceContract, run, spawn::SendOnce};

/// A generic function asks for what the standard library has a word for.
async fn in_test<T>(body: impl AsyncFnOnce(&TraceContract) -> T) -> T {
    run("test", body).await
}

async fn again<F: AsyncFnMut(&TraceContract) -> u64>(cx: &TraceContract, mut body: F) -> u64 {
    cx.span("first", &mut body).await + cx.span("second", body).await
}

fn in_task<F>(cx: &TraceContract, body: F)
where
    F: AsyncFnOnce(&TraceContract) -> u64,
    F: for<'a> SendOnce<&'a TraceContract, Out = u64> + Send + 'static,
{
    cx.spawn("task", body);
}

/// Inferred: what it returns, from what it does.
async fn parsed() -> Result<u64, std::num::ParseIntError> {
    run("parse", async |cx| {
        let parsed = cx.span("inner", async |_| "1".parse()).await?;
        Ok(parsed)
    })
    .await
}

fn main() {
    let _ = (in_task::<fn(&TraceContract) -> std::future::Ready<u64>>, parsed);
    let _ = in_test(async |cx| again(cx, async |_| 1).await);
}
