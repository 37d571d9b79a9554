use std::sync::Arc;
use std::task::{Wake, Waker};
use trace_runtime::{SealedContract, TraceContract};

struct Wakes<T>(T);
impl Wake for Wakes<SealedContract> {
    fn wake(self: Arc<Self>) {}
}
impl Wake for Wakes<&TraceContract> {
    fn wake(self: Arc<Self>) {
        self.0.add_event("woken", ());
    }
}

fn waker(cx: &TraceContract) -> Waker {
    Waker::from(Arc::new(Wakes(cx)))
    //~ Waker::from(Arc::new(Wakes(cx.seal())))
}

fn main() {
    trace_runtime::run_sync("main", |cx| waker(cx).wake());
}
