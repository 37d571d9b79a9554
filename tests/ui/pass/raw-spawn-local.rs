use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    cx.spawn_local("audit", async |_| println!("audit"));
}

fn main() {
    let _ = pay;
}
