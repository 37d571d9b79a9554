//! Many threads: idle ones are read without their help, and ended ones leave
//! nothing behind.

#![expect(
    clippy::disallowed_methods,
    reason = "threads and tasks of the test's own, most without a trace"
)]

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use trace_runtime::exporter::MemoryExporter;
use trace_runtime::{Pipeline, run_sync, stats};

const THREADS: usize = 512;
const TIMEOUT: Duration = Duration::from_secs(60);

#[test]
fn idle_and_ended_threads_lose_nothing() {
    let memory = MemoryExporter::new();
    let pipeline = Pipeline::builder()
        .exporter(memory.clone())
        .install()
        .unwrap();

    let done = Arc::new(Barrier::new(THREADS + 1));
    let read = Arc::new(Barrier::new(THREADS + 1));
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (done, read) = (Arc::clone(&done), Arc::clone(&read));
            thread::spawn(move || {
                for _ in 0..10 {
                    run_sync("idle", |_| {});
                }
                done.wait();
                read.wait();
            })
        })
        .collect();
    done.wait();
    pipeline.flush(TIMEOUT).unwrap();
    // All threads are still there, and do nothing.
    assert_eq!(memory.take().len(), THREADS * 10);
    let bytes = stats().buffer_bytes;
    assert!(bytes <= 2 * 1024 * 1024, "{bytes}");
    read.wait();
    for thread in threads {
        thread.join().unwrap();
    }

    // What a thread recorded before it ended is there when its end is known.
    for round in 0..300 {
        thread::spawn(|| run_sync("short", |_| {})).join().unwrap();
        pipeline.flush(TIMEOUT).unwrap();
        assert_eq!(memory.take().len(), 1, "round {round}");
    }
    let stats = stats();
    assert_eq!(stats.exported, stats.started);
    // The chunks of ended threads are gone.
    assert!(stats.buffer_bytes <= 64 * 1024, "{}", stats.buffer_bytes);
}
