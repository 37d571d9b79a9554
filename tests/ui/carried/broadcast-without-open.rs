use trace_runtime::channel::broadcast::Receiver;

async fn news(inbox: &mut Receiver<String>) -> usize {
    let message = inbox.recv().await.expect("there is a sender");
    message.len()
    //~ message.open("news", async |_cx, text| text.len()).await
}

fn main() {
    let _ = news;
}
