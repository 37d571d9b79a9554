//! Flush and shutdown from wherever a program may be.

#![expect(
    clippy::disallowed_methods,
    reason = "threads and tasks of the test's own, most without a trace"
)]
// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Builder;
use trace_runtime::exporter::MemoryExporter;
use trace_runtime::pipeline::{FlushError, InstallError, ShutdownError};
use trace_runtime::{Pipeline, run_sync, stats};

const TIMEOUT: Duration = Duration::from_secs(30);

/// Flushes when it is dropped.
struct FlushOnDrop<'a>(&'a Pipeline);

impl Drop for FlushOnDrop<'_> {
    fn drop(&mut self) {
        self.0.flush(TIMEOUT).unwrap();
    }
}

#[test]
fn flush_and_shutdown_work_from_anywhere() {
    assert_eq!(stats().started, 0);
    run_sync("before there is a pipeline", |cx| {
        assert!(!cx.is_recording())
    });

    let memory = MemoryExporter::new();
    let builder = || Pipeline::builder().exporter(memory.clone());
    let error = Pipeline::builder().install().unwrap_err();
    assert!(matches!(error, InstallError::NoExporter), "{error}");
    let pipeline = Arc::new(builder().install().unwrap());
    let error = builder().install().unwrap_err();
    assert!(matches!(error, InstallError::AlreadyInstalled), "{error}");

    let one_span = |flush: &dyn Fn()| {
        run_sync("span", |cx| assert!(cx.is_recording()));
        flush();
        assert_eq!(memory.take().len(), 1);
    };
    // Sync code; a runtime with one thread, on it and in a task; one with one
    // worker, in a task; a blocking task; a destructor; another thread; after a
    // runtime is gone.
    let flush_here = || {
        pipeline.flush(TIMEOUT).unwrap();
    };
    one_span(&flush_here);
    let current = Builder::new_current_thread().build().unwrap();
    one_span(&|| current.block_on(async { flush_here() }));
    let flush = |pipeline: &Arc<Pipeline>| {
        let pipeline = Arc::clone(pipeline);
        move || {
            pipeline.flush(TIMEOUT).unwrap();
        }
    };
    one_span(&|| {
        let flush = flush(&pipeline);
        current.block_on(async { tokio::spawn(async move { flush() }).await.unwrap() });
    });
    let worker = Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    one_span(&|| {
        let flush = flush(&pipeline);
        worker.block_on(async { tokio::spawn(async move { flush() }).await.unwrap() });
    });
    one_span(&|| {
        worker
            .block_on(worker.spawn_blocking(flush(&pipeline)))
            .unwrap()
    });
    one_span(&|| drop(FlushOnDrop(&pipeline)));
    one_span(&|| thread::spawn(flush(&pipeline)).join().unwrap());
    drop((current, worker));
    one_span(&flush_here);

    // Eight at once: one shuts down, and the others are told so.
    run_sync("last", |_| {});
    let start = Instant::now();
    let together = Arc::new(Barrier::new(8));
    let callers = [0; 8].map(|_| {
        let (pipeline, together) = (Arc::clone(&pipeline), Arc::clone(&together));
        thread::spawn(move || {
            together.wait();
            pipeline.shutdown(TIMEOUT)
        })
    });
    let outcomes = callers.map(|caller| caller.join().unwrap());
    assert!(start.elapsed() < TIMEOUT);
    let reports: Vec<_> = outcomes
        .iter()
        .filter_map(|outcome| outcome.as_ref().ok())
        .collect();
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].stats.exported, reports[0].stats.started);
    for error in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(*error, ShutdownError::AlreadyShutDown);
    }
    assert_eq!(memory.take()[0].name, "last");

    // Afterwards, nothing hangs, and what was running is counted.
    assert_eq!(pipeline.flush(TIMEOUT), Err(FlushError::ShutDown));
    run_sync("after shutdown", |cx| assert!(!cx.is_recording()));
    drop(pipeline);
    assert_eq!(stats().in_flight(), 0);
}
