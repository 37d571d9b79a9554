use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    tokio::task::spawn_local(async { println!("audit") });
}

fn main() {
    let _ = pay;
}
