use std::panic::set_hook;
use trace_runtime::TraceContract;

fn watch(cx: &TraceContract) {
    let sealed = cx.seal();
    set_hook(Box::new(move |_| sealed.open_sync("panic", |_| cx.add_event("panic", ()))));
    //~ set_hook(Box::new(move |_| sealed.open_sync("panic", |cx| cx.add_event("panic", ()))));
}

fn main() {
    trace_runtime::run_sync("main", |cx| watch(cx));
}
