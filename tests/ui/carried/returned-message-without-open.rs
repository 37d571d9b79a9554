use trace_runtime::TraceContract;
use trace_runtime::channel::mpsc::Sender;

async fn place(cx: &TraceContract, orders: Sender<u64>) -> u64 {
    match orders.send(cx, 42).await {
        Ok(()) => 0,
        Err(error) => error.0,
        //~ Err(error) => error.0.open("give up", async |_cx, order| order).await,
    }
}

fn main() {
    let _ = place;
}
