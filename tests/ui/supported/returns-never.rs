use trace_runtime::{TraceContract, traced};

#[traced]
async fn serve(cx: &TraceContract) -> ! {
    loop {
        tokio::task::yield_now().await;
    }
}

#[traced]
fn stop(cx: &TraceContract, code: i32) -> ! {
    std::process::exit(code)
}

fn main() {
    let _ = serve;
    trace_runtime::run_sync("main", |cx| stop(cx, 0));
}
