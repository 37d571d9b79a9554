use trace_runtime::{TraceContract, traced};

struct Payments;

#[traced]
impl Payments {
    async fn charge(&self, cx: &TraceContract) -> u64 {
        self.settings().await
    }

    #[no_contract]
    async fn settings(&self) -> u64 {
        7
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let charged = trace_runtime::run("main", async |cx| Payments.charge(cx).await).await;
    assert_eq!(charged, 7);
}
