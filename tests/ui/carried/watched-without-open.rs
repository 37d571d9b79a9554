use trace_runtime::channel::watch::Receiver;

fn limit(settings: &mut Receiver<u64>) -> u64 {
    *settings.borrow()
    //~ settings.get().open_sync("limit", |_cx, limit| limit)
}

fn main() {
    trace_runtime::run_sync("main", |cx| {
        limit(&mut trace_runtime::channel::watch::channel(cx, 7).1);
    });
}
