use trace_runtime::Carried;

fn cents(message: Carried<String>) -> usize {
    message.map(|order| order.len())
    //~ message.open_sync("cents", |_cx, order| order.len())
}

fn main() {
    trace_runtime::run_sync("main", |cx| cents(Carried::new(cx, "order".to_owned())));
}
