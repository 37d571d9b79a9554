use std::future::Future;
use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract, cents: u64) -> impl Future<Output = Result<u64, String>> + Send {
    async move {
        cx.set_attribute("cents", cents as i64);
        Ok(cents)
    }
}

trait Ledger {
    fn book(&self, cx: &TraceContract) -> impl Future<Output = u64> + Send;
}

struct Memory(u64);

#[traced]
impl Ledger for Memory {
    fn book(&self, cx: &TraceContract) -> impl Future<Output = u64> + Send {
        std::future::ready(self.0)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(pay(cx, 7).await, Ok(7));
        assert_eq!(Memory(3).book(cx).await, 3);
    })
    .await;
}
