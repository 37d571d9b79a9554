use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    let _ = tokio::task::spawn_blocking(|| println!("audit")).await;
    //~ let _ = cx.spawn_blocking("audit", |_| println!("audit")).await;
}

fn main() {
    let _ = pay;
}
