use trace_runtime::Carried;

fn handle(message: Carried<String>) {
    println!("{}", *message);
    //~ message.open_sync("handle", |_cx, payload| println!("{payload}"));
}

fn main() {
    trace_runtime::run_sync("main", |cx| handle(Carried::new(cx, "order".to_owned())));
}
