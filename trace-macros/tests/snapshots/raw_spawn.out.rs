::core::compile_error! {
    "`tokio::spawn` loses the trace here: write `cx.spawn(\"name\", async move |cx| …)`; `#[traced(allow(raw_spawn))]` permits it"
}
#[allow(unused)]
async fn run(jobs: u64) {
    let cx: &::trace_runtime::TraceContract = ::core::unreachable!();
    tokio::spawn(async move { jobs });
    finish(cx).await;
}
