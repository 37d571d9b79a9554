use trace_runtime::{Gated, TraceContract, channel::mpsc, traced};

#[traced]
async fn leaf(cx: &TraceContract) -> u64 {
    tokio::task::yield_now().await;
    7
}

fn assert_send<T: Send>(value: T) -> T {
    value
}

#[tokio::main]
async fn main() {
    let task = assert_send(trace_runtime::run("main", async |cx| {
        let gated = Gated::new(3);
        let (orders, mut inbox) = mpsc::channel::<u64>(1);
        orders.send(cx, 4).await.unwrap();
        let message = inbox.recv().await.unwrap();
        let order = message.open("order", async |cx, order| order + leaf(cx).await).await;
        order + gated.call(cx, "call", async |cx, three| three + leaf(cx).await).await
    }));
    assert_eq!(tokio::spawn(task).await.unwrap(), 21);
}
