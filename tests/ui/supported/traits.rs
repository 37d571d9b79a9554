use trace_runtime::{TraceContract, traced};

#[traced]
#[allow(async_fn_in_trait)]
trait Ledger {
    type Receipt;
    const CURRENCY: &'static str = "EUR";

    fn book(&self, cx: &TraceContract, cents: u64) -> Self::Receipt;

    async fn close(&self, cx: &TraceContract);

    async fn book_and_close(&self, cx: &TraceContract, cents: u64) -> Self::Receipt {
        let receipt = self.book(cx, cents);
        self.close(cx).await;
        receipt
    }

    #[no_contract]
    async fn warm_up(&self) {}

    fn name(&self) -> String {
        Self::CURRENCY.to_lowercase()
    }
}

struct Memory;

#[traced]
impl Ledger for Memory {
    type Receipt = u64;

    fn book(&self, cx: &TraceContract, cents: u64) -> u64 {
        cents
    }

    async fn close(&self, cx: &TraceContract) {}
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    Memory.warm_up().await;
    assert_eq!(Memory.name(), "eur");
    let booked = trace_runtime::run("main", async |cx| Memory.book_and_close(cx, 7).await).await;
    assert_eq!(booked, 7);
}
