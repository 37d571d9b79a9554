use tokio::sync::mpsc::UnboundedSender;
use trace_runtime::{SealedContract, TraceContract};

struct Workers {
    open: UnboundedSender<&'static TraceContract>,
    sealed: UnboundedSender<SealedContract>,
}

fn enqueue(cx: &TraceContract, workers: &Workers) -> bool {
    workers.open.send(cx).is_ok()
    //~ workers.sealed.send(cx.seal()).is_ok()
}

fn main() {
    let _ = (enqueue, |workers: Workers| (workers.open, workers.sealed));
}
