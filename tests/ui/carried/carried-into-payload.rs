use trace_runtime::Carried;

fn handle(message: Carried<String>) {
    let order: String = message.into();
    //~ let order: String = message.open_sync("handle", |_cx, order| order);
    println!("{order}");
}

fn main() {
    trace_runtime::run_sync("main", |cx| handle(Carried::new(cx, "order".to_owned())));
}
