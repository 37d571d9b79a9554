use trace_runtime::channel::broadcast::Receiver;

async fn news(inbox: &mut Receiver<String>) -> usize {
    let message = inbox.recv().await.expect("there is a sender");
    message.len()
}

fn main() {
    let _ = news;
}
