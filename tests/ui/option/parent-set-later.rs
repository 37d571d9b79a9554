use trace_runtime::{SealedContract, TraceContract};

fn adopt(cx: &TraceContract, message: &SealedContract) {
    cx.set_parent(message);
    //~ message.open_sync("adopted", |adopted| adopted.add_link(cx.span_context(), ()));
}

fn main() {
    let _ = adopt;
}
