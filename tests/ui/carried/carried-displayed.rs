use trace_runtime::Carried;

fn handle(message: Carried<String>) {
    println!("{message}");
    //~ println!("{message:?}");
}

fn main() {
    trace_runtime::run_sync("main", |cx| handle(Carried::new(cx, "order".to_owned())));
}
