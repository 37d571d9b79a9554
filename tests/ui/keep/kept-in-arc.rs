use std::sync::Arc;
use trace_runtime::TraceContract;

type Callback = Arc<dyn Fn() + Send + Sync>;

fn callback(cx: &TraceContract) -> Callback {
    Arc::new(move || cx.set_attribute("called", true))
    //~ Arc::new({ let cx = cx.seal(); move || cx.open_sync("callback", |_| {}) })
}

fn main() {
    trace_runtime::run_sync("main", |cx| callback(cx)());
}
