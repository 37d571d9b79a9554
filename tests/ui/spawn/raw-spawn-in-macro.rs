use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    let _ = tokio::join!(
        tokio::spawn(async { println!("audit") }),
        //~ cx.spawn("audit", async |_| println!("audit")),
        tokio::task::yield_now(),
    );
}

fn main() {
    let _ = pay;
}
