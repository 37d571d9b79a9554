use trace_runtime::{TraceContract, traced};

#[traced]
async fn pay(cx: &TraceContract) {
    let mut handles = Vec::new();
    handles.push((1, tokio::spawn(async { println!("audit") })));
    //~ handles.push((1, cx.spawn("audit", async |_| println!("audit"))));
}

fn main() {
    let _ = pay;
}
