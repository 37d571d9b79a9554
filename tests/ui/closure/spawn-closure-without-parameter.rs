use trace_runtime::TraceContract;

async fn pay(cx: &TraceContract) {
    cx.spawn("audit", async move || println!("audit"));
    //~ cx.spawn("audit", async move |_cx| println!("audit"));
}

fn main() {
    let _ = pay;
}
