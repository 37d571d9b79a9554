use trace_runtime::TraceContract;

fn leaf(cx: &TraceContract) {
    cx.set_attribute("leaf", true);
}

fn main() {
    leaf(&Default::default());
    //~ trace_runtime::untraced_sync("no trace wanted", |cx| leaf(cx));
}
