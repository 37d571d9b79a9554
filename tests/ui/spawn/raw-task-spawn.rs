use tokio::task;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    task::spawn(async move { println!("audit") });
    //~ cx.spawn("audit", async move |_| println!("audit"));
    task::yield_now().await;
}

fn main() {
    let _ = pay;
}
