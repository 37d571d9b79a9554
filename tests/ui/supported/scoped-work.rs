use std::thread;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract, part: u64) -> u64 {
    2 * part
}

#[traced]
async fn work(cx: &TraceContract, parts: &[u64]) -> u64 {
    let in_threads: u64 = thread::scope(|scope| {
        let start = |part: &u64| scope.spawn({ let part = *part; move || leaf(cx, part) });
        let threads: Vec<_> = parts.iter().map(start).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    in_threads + tokio::task::block_in_place(|| leaf(cx, 1))
}

#[tokio::main(flavor = "multi_thread", worker_threads = 1)]
async fn main() {
    let worked = trace_runtime::run("main", async |cx| work(cx, &[1, 2, 3]).await);
    assert_eq!(worked.await, 14);
}
