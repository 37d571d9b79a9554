use tokio::sync::watch::Sender;
use trace_runtime::{SealedContract, TraceContract};

struct State {
    open: Sender<Option<&'static TraceContract>>,
    sealed: Sender<Option<SealedContract>>,
}

fn publish(cx: &TraceContract, state: &State) {
    state.open.send_replace(Some(cx));
    //~ state.sealed.send_replace(Some(cx.seal()));
}

fn main() {
    let _ = (publish, |state: State| (state.open, state.sealed));
}
