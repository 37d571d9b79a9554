use async_trait::async_trait;
use trace_runtime::{TraceContract, traced};

#[async_trait]
trait Ledger: Sync {
    async fn book(&self, cx: &TraceContract, cents: u64) -> u64;

    #[traced]
    async fn book_twice(&self, cx: &TraceContract, cents: u64) -> u64 {
        self.book(cx, cents).await + self.book(cx, cents).await
    }
}

struct Memory;

#[async_trait]
impl Ledger for Memory {
    #[traced(attributes(cents))]
    async fn book(&self, cx: &TraceContract, cents: u64) -> u64 {
        cents
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let booked = trace_runtime::run("main", async |cx| Memory.book_twice(cx, 7).await).await;
    assert_eq!(booked, 14);
}
