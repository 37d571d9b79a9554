use trace_runtime::{SealedContract, TraceContract};

fn adopt(cx: &TraceContract, message: &SealedContract) {
    message.open_sync("adopted", |adopted| adopted.add_link(cx.span_context(), ()));
}

fn main() {
    let _ = adopt;
}
