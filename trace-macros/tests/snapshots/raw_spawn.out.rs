::core::compile_error! {
    "`tokio::spawn` loses the trace here: write `cx.spawn(\"name\", async move |cx| …)`; `#[traced(allow(raw_spawn))]` permits it"
}
async fn run(jobs: u64) {
    let _ = &jobs;
    let cx: &::trace_runtime::TraceContract = ::trace_runtime::__macro_support::absent();
    let _ = cx;
    tokio::spawn(async move { jobs });
    finish(cx).await;
}
