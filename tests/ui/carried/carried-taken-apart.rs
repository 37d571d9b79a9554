use trace_runtime::Carried;

fn handle(message: Carried<String>) {
    let Carried { payload, .. } = message;
    //~ let payload = message.open_sync("handle", |_cx, payload| payload);
    println!("{payload}");
}

fn main() {
    trace_runtime::run_sync("main", |cx| handle(Carried::new(cx, "order".to_owned())));
}
