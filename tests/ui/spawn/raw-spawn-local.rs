use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    tokio::task::spawn_local(async { println!("audit") });
    //~ cx.spawn_local("audit", async |_| println!("audit"));
}

fn main() {
    let _ = pay;
}
