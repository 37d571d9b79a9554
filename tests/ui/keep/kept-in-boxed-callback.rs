use trace_runtime::{Status, TraceContract};

struct Timer {
    on_tick: Box<dyn Fn()>,
}

fn timer(cx: &TraceContract) -> Timer {
    let sealed = cx.seal();
    Timer {
        on_tick: Box::new(move || sealed.open_sync("tick", |_| cx.set_status(Status::Ok))),
        //~ on_tick: Box::new(move || sealed.open_sync("tick", |cx| cx.set_status(Status::Ok))),
    }
}

fn main() {
    trace_runtime::run_sync("main", |cx| (timer(cx).on_tick)());
}
