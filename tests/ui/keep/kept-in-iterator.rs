use trace_runtime::TraceContract;

fn rows(cx: &TraceContract) -> Box<dyn Iterator<Item = u64>> {
    let sealed = cx.seal();
    Box::new((0..3).inspect(move |_| drop((&sealed, cx.trace_id()))))
    //~ Box::new((0..3).inspect(move |_| sealed.open_sync("row", |_| ())))
}

fn main() {
    trace_runtime::run_sync("main", |cx| rows(cx).count());
}
