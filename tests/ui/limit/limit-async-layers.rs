//! Twelve traced async functions, each awaiting the next: as deep as they go under
//! the default `recursion_limit`. See "Async layers" in `docs/limits.md`.

use trace_runtime::{TraceContract, traced};

#[traced]
async fn f0(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f1(cx, depth + 1).await
}

#[traced]
async fn f1(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f2(cx, depth + 1).await
}

#[traced]
async fn f2(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f3(cx, depth + 1).await
}

#[traced]
async fn f3(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f4(cx, depth + 1).await
}

#[traced]
async fn f4(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f5(cx, depth + 1).await
}

#[traced]
async fn f5(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f6(cx, depth + 1).await
}

#[traced]
async fn f6(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f7(cx, depth + 1).await
}

#[traced]
async fn f7(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f8(cx, depth + 1).await
}

#[traced]
async fn f8(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f9(cx, depth + 1).await
}

#[traced]
async fn f9(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f10(cx, depth + 1).await
}

#[traced]
async fn f10(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    f11(cx, depth + 1).await
}

#[traced]
async fn f11(cx: &TraceContract, depth: u64) -> Result<u64, String> {
    tokio::task::yield_now().await;
    cx.set_attribute("depth", depth);
    Ok(depth)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let depth = trace_runtime::run("deep", async |cx| f0(cx, 0).await).await;
    assert_eq!(depth, Ok(11));
}
