//! Work that was handed over and never begins: shutdown says so, and it is counted.

#![allow(clippy::unwrap_used)]

use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinSet, LocalSet};
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::stats::Counter;
use trace_runtime::{Pipeline, TraceContract, run_sync, stats};

const HOUR: Duration = Duration::from_secs(3_600);
const SOON: Duration = Duration::from_millis(1);

struct Takes;

impl SpanExporter for Takes {
    fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        Ok(())
    }
}

fn runtime() -> Runtime {
    let mut builder = Builder::new_current_thread();
    builder
        .enable_time()
        .max_blocking_threads(1)
        .build()
        .unwrap()
}

fn abandoned() -> u64 {
    stats().counter(Counter::Abandoned)
}

/// Nine, one by every way there is; none of them can begin, at least until what is
/// returned is dropped.
fn hand_over(cx: &TraceContract, runtime: &Runtime) -> Sender<()> {
    let local = LocalSet::new();
    let (mut set, mut local_set, mut blocking_set) =
        (JoinSet::new(), JoinSet::new(), JoinSet::new());
    let (done, wait) = channel::<()>();
    let (started, start) = channel();
    runtime.block_on(async {
        // The only thread for blocking work is taken, until `done` is dropped.
        drop(cx.spawn_blocking("blocks", move |_| {
            started.send(()).unwrap();
            assert!(wait.recv().is_err());
        }));
        start.recv().unwrap();
        let _in_local_set = local.enter();
        drop(cx.spawn("spawn", async move |_| {}));
        drop(cx.spawn_local("spawn_local", async move |_| {}));
        // What waits for a thread goes on after the runtime has ended.
        cx.spawn_blocking("spawn_blocking", |_| {}).abort();
        drop(cx.spawn_after("spawn_after", HOUR, async move |_| {}));
        drop(cx.task("task", async move |_| {}));
        drop(cx.local_task("task_local", async move |_| {}));
        cx.spawn_on(&mut set, "spawn_on", async move |_| {});
        cx.spawn_local_on(&mut local_set, "spawn_local_on", async move |_| {});
        cx.spawn_blocking_on(&mut blocking_set, "spawn_blocking_on", |_| {});
        // What is lazy is not work that was handed over.
        drop(cx.stream(
            "stream",
            async move |_, _: trace_runtime::spawn::Emitter<u8>| {},
        ));
        set.abort_all();
        local_set.abort_all();
        blocking_set.abort_all();
    });
    drop((local, set, local_set, blocking_set));
    done
}

#[test]
fn work_that_never_begins_is_reported() {
    let pipeline = Pipeline::builder().exporter(Takes).install().unwrap();

    // What begins is neither pending nor abandoned.
    let at_work = runtime();
    run_sync("begins", |cx| {
        at_work.block_on(async {
            cx.spawn("spawn", async move |_| {}).await.unwrap();
            cx.spawn_blocking("blocking", |_| {}).await.unwrap();
            let timer = cx.spawn_after("timer", SOON, async move |_| {});
            assert_eq!(stats().pending, 1);
            timer.await.unwrap();
            cx.task("task", async move |_| {}).await;
        });
    });
    drop(at_work);
    assert_eq!((stats().pending, abandoned()), (0, 0));

    let waits = runtime();
    run_sync("waits", |cx| {
        let _in_runtime = waits.enter();
        for _ in 0..600 {
            drop(cx.spawn_after("remind", HOUR, async move |_| {}));
        }
    });
    let report = pipeline.shutdown(HOUR).unwrap();
    assert!(report.is_complete(), "{report:?}");
    assert_eq!(
        report.to_string(),
        "all spans delivered; 600 timers had not begun"
    );
    assert_eq!(report.stats.pending, 600);
    drop(waits);
    assert_eq!((stats().pending, abandoned()), (0, 600));

    let ends = runtime();
    let done = run_sync("ends", |cx| hand_over(cx, &ends));
    ends.shutdown_background();
    drop(done);
    // The thread for blocking work drops what is left to it.
    for _ in 0..1_000 {
        if abandoned() >= 609 {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!((stats().pending, abandoned()), (0, 609));
}
