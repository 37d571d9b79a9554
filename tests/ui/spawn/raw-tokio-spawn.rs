use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    tokio::spawn(async move { println!("audit") });
}

fn main() {
    let _ = pay;
}
