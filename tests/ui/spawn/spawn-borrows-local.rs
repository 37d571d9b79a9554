use trace_runtime::TraceContract;

async fn pay(cx: &TraceContract, order: &str) {
    cx.spawn("audit", async move |_cx| println!("{order}"));
    //~ cx.spawn("audit", { let order = order.to_owned(); async move |_cx| println!("{order}") });
}

fn main() {
    let _ = pay;
}
