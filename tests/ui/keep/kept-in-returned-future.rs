use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

fn job(cx: &TraceContract) -> impl Future<Output = ()> + Send + 'static + use<> {
    async move { leaf(cx).await }
    //~ cx.task("job", async move |cx| leaf(cx).await)
}

fn main() {
    trace_runtime::run_sync("main", |cx| drop(job(cx)));
}
