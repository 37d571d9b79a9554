use trace_runtime::channel::mpsc::Receiver;

async fn work(mut inbox: Receiver<u64>) {
    while let Some(message) = inbox.recv().await {
        let order: u64 = message;
        //~ let order: u64 = message.open("order", async |_cx, order| order).await;
        println!("{order}");
    }
}

fn main() {
    let _ = work;
}
