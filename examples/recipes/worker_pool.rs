//! A pool of workers: they belong to no trace, each job to that of who sent it.

use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::task::JoinSet;
use trace_runtime::channel::mpsc;
use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, traced};

#[traced(attributes(page))]
async fn render(cx: &TraceContract, page: u32) -> usize {
    cx.set_attribute("bytes", 1024);
    page as usize * 1024
}

/// Takes the next job, whoever is free.
async fn work(jobs: Arc<Mutex<mpsc::Receiver<u32>>>) {
    loop {
        let next = jobs.lock().await.recv().await;
        let Some(job) = next else { break };
        // A consumer span, child of the sender's: the payload is read in it alone.
        job.open("job", async |cx, page| render(cx, page).await)
            .await;
    }
}

fn start_workers(workers: usize) -> (mpsc::Sender<u32>, JoinSet<()>) {
    let (sender, jobs) = mpsc::channel(16);
    let jobs = Arc::new(Mutex::new(jobs));
    let mut pool = JoinSet::new();
    for _ in 0..workers {
        #[expect(
            clippy::disallowed_methods,
            reason = "outlives every trace; each job brings its own"
        )]
        pool.spawn(work(Arc::clone(&jobs)));
    }
    (sender, pool)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let (jobs, pool) = start_workers(3);
    trace_runtime::run("print a book", async |cx| {
        for page in 1..=4 {
            if jobs.send(cx, page).await.is_err() {
                println!("the workers are gone");
            }
        }
    })
    .await;
    drop(jobs);
    pool.join_all().await;
    Ok(())
}
