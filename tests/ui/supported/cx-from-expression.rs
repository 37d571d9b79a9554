use std::sync::Mutex;
use trace_runtime::{SealedContract, TraceContract, traced};

struct Request {
    contract: SealedContract,
}

#[traced]
impl Request {
    #[traced(cx = self.contract as cx, kind = server)]
    async fn handle(&self) -> u64 {
        leaf(cx).await
    }

    #[traced(cx = self.contract.clone() as context)]
    fn temporary(&self) -> bool {
        context.trace_id() == self.contract.trace_id()
    }
}

#[traced(cx = queue.lock().unwrap().remove(0) as cx)]
fn from_queue(queue: &Mutex<Vec<SealedContract>>) {
    cx.add_event("taken", [("left", queue.lock().unwrap().len() as i64)]);
}

#[traced]
async fn leaf(cx: &TraceContract) -> u64 {
    7
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        let request = Request { contract: cx.seal() };
        assert_eq!(request.handle().await, 7);
        assert!(request.temporary());
        from_queue(&Mutex::new(vec![cx.seal()]));
    })
    .await;
}
