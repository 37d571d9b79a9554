use trace_runtime::{TraceContract, traced};

#[traced]
fn price(cx: &TraceContract) -> impl IntoFuture<Output = u64> {
//~ fn price(cx: &TraceContract) -> impl Future<Output = u64> {
    async move { 7 }
}

fn main() {
    fn is_into(_: impl IntoFuture<Output = u64>) {}
    trace_runtime::run_sync("main", |cx| is_into(price(cx)));
}
