use trace_runtime::TraceContract;

fn leaf(cx: &TraceContract) {
    cx.set_attribute("leaf", true);
}

fn main() {
    leaf(&Default::default());
}
