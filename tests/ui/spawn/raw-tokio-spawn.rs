use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    tokio::spawn(async move { println!("audit") });
    //~ cx.spawn("audit", async move |_| println!("audit"));
}

fn main() {
    let _ = pay;
}
