use std::time::Duration;
use tokio::spawn as go;
use trace_runtime::{TraceContract, traced};

const SECOND: Duration = Duration::from_secs(1);

#[traced]
async fn poll(cx: &TraceContract) {
    go(async move { cx.interval("poll", SECOND).tick().await });
    //~ cx.spawn("poll", async move |cx| cx.interval("tick", SECOND).tick().await);
}

fn main() {
    let _ = (poll, go::<std::future::Ready<()>>);
}
