use futures_util::stream::{self, Stream};
use trace_runtime::TraceContract;

fn rows(cx: &TraceContract) -> impl Stream<Item = u64> + 'static + use<> {
    stream::once(async move { cx.set_attribute("rows", 1); 7 })
    //~ cx.stream("rows", async move |cx, out| { cx.set_attribute("rows", 1); out.send(7).await })
}

fn main() {
    trace_runtime::run_sync("main", |cx| drop(rows(cx)));
    let _ = stream::empty::<()>;
}
