use trace_runtime::channel::mpsc::Receiver;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn child(cx: &TraceContract, order: u64) -> u64 {
    order
}

async fn worker(mut jobs: Receiver<u64>) {
    while let Some(job) = jobs.recv().await {
        child(job).await;
        //~ job.open("job", async |cx, order| child(cx, order).await).await;
    }
}

fn main() {
    let _ = worker;
}
