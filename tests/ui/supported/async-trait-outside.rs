use async_trait::async_trait;
use trace_runtime::{TraceContract, traced};

#[async_trait]
trait Ledger: Send + Sync {
    async fn book(&self, cx: &TraceContract, cents: u64) -> Result<u64, String>;
}

struct Memory;

#[traced]
#[async_trait]
impl Ledger for Memory {
    async fn book(&self, cx: &TraceContract, cents: u64) -> Result<u64, String> {
        tokio::task::yield_now().await;
        if cents == 0 { Err("nothing to book".to_owned()) } else { Ok(cents) }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let ledger: Box<dyn Ledger> = Box::new(Memory);
    let booked = trace_runtime::run("main", async |cx| ledger.book(cx, 7).await).await;
    assert_eq!(booked, Ok(7));
}
