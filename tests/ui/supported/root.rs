use trace_runtime::{TraceContract, traced};

#[traced(root as cx, name = "sweep", kind = consumer, attributes(limit))]
async fn sweep(limit: u64) -> Result<u64, String> {
    leaf(cx, limit).await
}

#[traced]
async fn leaf(cx: &TraceContract, limit: u64) -> Result<u64, String> {
    limit.checked_sub(1).ok_or_else(|| "no limit".to_owned())
}

#[tokio::main(flavor = "current_thread")]
#[traced(root as cx)]
async fn main() {
    assert!(!cx.is_recording());
    assert_eq!(sweep(7).await, Ok(6));
    assert!(sweep(0).await.is_err());
}
