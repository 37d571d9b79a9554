use trace_runtime::{TraceContract, traced};

#[traced(allow(raw_spawn))]
async fn serve(cx: &TraceContract) -> u64 {
    tokio::spawn(async { 7 }).await.unwrap_or(0)
}

struct Server;

#[traced(allow(raw_spawn))]
impl Server {
    fn start(&self, cx: &TraceContract) -> std::thread::JoinHandle<u64> {
        std::thread::spawn(|| 7)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(serve(cx).await, 7);
        assert_eq!(Server.start(cx).join().unwrap(), 7);
    })
    .await;
}
