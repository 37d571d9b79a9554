use trace_runtime::{SealedContract, TraceContract};

fn adopt(cx: &TraceContract, message: &SealedContract) {
    cx.set_parent(message);
}

fn main() {
    let _ = adopt;
}
