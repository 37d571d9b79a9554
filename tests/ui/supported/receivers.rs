use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use trace_runtime::{TraceContract, traced};

struct Job(u64);

#[traced]
impl Job {
    async fn shared(self: Arc<Self>, cx: &TraceContract) -> u64 {
        self.0
    }

    async fn local(self: Rc<Self>, cx: &TraceContract) -> u64 {
        self.0
    }

    async fn pinned(self: Pin<&mut Self>, cx: &TraceContract) -> u64 {
        self.0
    }

    async fn owned(mut self, cx: &TraceContract) -> u64 {
        self.0 += 1;
        self.0
    }

    fn boxed(self: Box<Self>, cx: &TraceContract) -> u64 {
        self.0
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(Arc::new(Job(1)).shared(cx).await, 1);
        assert_eq!(Rc::new(Job(1)).local(cx).await, 1);
        assert_eq!(Pin::new(&mut Job(1)).pinned(cx).await, 1);
        assert_eq!(Job(1).owned(cx).await, 2);
        assert_eq!(Box::new(Job(1)).boxed(cx), 1);
    })
    .await;
}
