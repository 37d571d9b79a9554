use tokio::runtime::Builder;
use trace_runtime::TraceContract;

fn build(cx: &TraceContract) -> std::io::Result<tokio::runtime::Runtime> {
    let mut builder = Builder::new_multi_thread();
    let sealed = cx.seal();
    builder.on_thread_start(move || sealed.open_sync("start", |_| cx.add_event("start", ())));
    //~ builder.on_thread_start(move || sealed.open_sync("start", |cx| cx.add_event("start", ())));
    builder.build()
}

fn main() {
    trace_runtime::run_sync("main", |cx| build(cx).unwrap());
}
