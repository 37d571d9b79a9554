use trace_runtime::channel::oneshot::Receiver;

async fn reply(receiver: Receiver<u64>) -> u64 {
    let message = receiver.await.expect("there is a sender");
    message + 1
    //~ message.open("reply", async |_cx, reply| reply + 1).await
}

fn main() {
    let _ = reply;
}
