use trace_runtime::Carried;

fn handle(message: Carried<String>) -> usize {
    message.as_ref().len()
    //~ message.open_sync("handle", |_cx, order| order.len())
}

fn main() {
    trace_runtime::run_sync("main", |cx| handle(Carried::new(cx, "order".to_owned())));
}
