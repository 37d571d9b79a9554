use trace_runtime::{TraceContract, channel::mpsc::Sender};

async fn place(cx: &TraceContract, orders: Sender<u64>) {
    orders.send(42).await.unwrap();
    //~ orders.send(cx, 42).await.unwrap();
}

fn main() {
    let _ = place;
}
