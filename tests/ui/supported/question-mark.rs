use std::num::ParseIntError;
use trace_runtime::{TraceContract, traced};

#[derive(Debug)]
struct BadAmount;

impl From<ParseIntError> for BadAmount {
    fn from(_: ParseIntError) -> Self {
        BadAmount
    }
}

#[traced]
async fn converted(cx: &TraceContract, text: &str) -> Result<u64, BadAmount> {
    Ok(text.parse::<u64>()?)
}

#[traced]
fn reported(cx: &TraceContract, text: &str) -> anyhow::Result<u64> {
    Ok(text.parse::<u64>()? + 1)
}

#[traced]
fn boxed(cx: &TraceContract, text: &str) -> Result<u64, Box<dyn std::error::Error>> {
    Ok(text.parse::<u64>()?)
}

#[traced]
async fn optional(cx: &TraceContract, numbers: &[u64]) -> Option<u64> {
    Some(numbers.first()? + 1)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert!(converted(cx, "x").await.is_err());
        assert_eq!(reported(cx, "7").unwrap(), 8);
        assert!(boxed(cx, "").is_err());
        assert_eq!(optional(cx, &[]).await, None);
    })
    .await;
}
