//! Shutdown from eight places, while the exporter uses all the time it gets, and
//! while it hangs: each returns within the one deadline.

use std::sync::{Arc, Barrier, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::pipeline::ShutdownError;
use trace_runtime::stats::DropReason;
use trace_runtime::{Pipeline, shutdown};

use crate::harness::{Case, case};
use crate::support::{Hangs, Retries, balanced, no_hang, spans};

pub(crate) const CASES: [Case; 17] = [
    case("shutdown/in sync code, exporter retries", || retries(sync)),
    case("shutdown/in sync code, exporter hangs", || hangs(sync)),
    case(
        "shutdown/on a current_thread runtime, exporter retries",
        || retries(current_thread),
    ),
    case(
        "shutdown/on a current_thread runtime, exporter hangs",
        || hangs(current_thread),
    ),
    case("shutdown/on the only worker, exporter retries", || {
        retries(only_worker)
    }),
    case("shutdown/on the only worker, exporter hangs", || {
        hangs(only_worker)
    }),
    case(
        "shutdown/in a task of a current_thread runtime, exporter retries",
        || retries(in_a_task),
    ),
    case(
        "shutdown/in a task of a current_thread runtime, exporter hangs",
        || hangs(in_a_task),
    ),
    case(
        "shutdown/in a Drop behind the runtime, exporter retries",
        || retries(behind_the_runtime),
    ),
    case(
        "shutdown/in a Drop behind the runtime, exporter hangs",
        || hangs(behind_the_runtime),
    ),
    case(
        "shutdown/by dropping the pipeline, exporter retries",
        || by_drop(Retries),
    ),
    case("shutdown/by dropping the pipeline, exporter hangs", || {
        by_drop(Hangs)
    }),
    case("shutdown/twice, exporter retries", || twice(Retries)),
    case("shutdown/twice, exporter hangs", || twice(Hangs)),
    case("shutdown/by 8 threads at once, exporter retries", || {
        eight(Retries)
    }),
    case("shutdown/by 8 threads at once, exporter hangs", || {
        eight(Hangs)
    }),
    case("shutdown/in the exporter", in_the_exporter),
];

const DEADLINE: Duration = Duration::from_millis(300);
const SPANS: u64 = 100;

type Outcome = Result<trace_runtime::pipeline::ShutdownReport, ShutdownError>;
type Work = Box<dyn FnOnce() + Send>;

fn install(exporter: impl SpanExporter) -> Pipeline {
    let pipeline = Pipeline::builder().max_batch(10).exporter(exporter);
    let pipeline = pipeline.install().unwrap();
    spans(SPANS);
    pipeline
}

/// The outcome of a shutdown that runs where `place` says.
fn shut_down(place: fn(Work)) -> Outcome {
    let outcome = Arc::new(Mutex::new(None));
    let there = Arc::clone(&outcome);
    no_hang(|| {
        place(Box::new(move || {
            *there.lock().unwrap() = Some(shutdown(DEADLINE))
        }))
    });
    let outcome = outcome.lock().unwrap().take();
    outcome.expect("it ran")
}

/// 10 batches, each of which would take 30 s.
fn retries(place: fn(Work)) {
    let _pipeline = install(Retries);
    let report = shut_down(place).unwrap();
    assert_eq!(report.stats.dropped(), SPANS);
    assert_eq!(balanced().in_flight(), 0);
}

fn hangs(place: fn(Work)) {
    let _pipeline = install(Hangs);
    let error = shut_down(place).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the exporter was not done in time: {SPANS} spans were not delivered in time")
    );
    let ShutdownError::TimedOut { report } = error else {
        panic!("{error:?}");
    };
    assert_eq!(report.stats.in_flight(), SPANS);
    // Nobody waits for the exporter any more, and nothing is recorded.
    spans(1);
    let stats = balanced();
    assert_eq!((stats.started, stats.in_flight()), (SPANS, SPANS));
}

fn sync(work: Work) {
    work();
}

fn one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn one_worker() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
}

fn current_thread(work: Work) {
    one_thread().block_on(async { work() });
}

fn only_worker(work: Work) {
    let runtime = one_worker();
    let task = runtime.spawn(async { work() });
    runtime.block_on(task).unwrap();
}

fn in_a_task(work: Work) {
    one_thread().block_on(async { tokio::spawn(async { work() }).await.unwrap() });
}

fn behind_the_runtime(work: Work) {
    struct OnDrop(Option<Work>);

    impl Drop for OnDrop {
        fn drop(&mut self) {
            (self.0.take().unwrap())();
        }
    }

    let _last = OnDrop(Some(work));
    let runtime = one_worker();
    runtime.block_on(async { tokio::task::yield_now().await });
    drop(runtime);
}

/// Takes 5 s with an exporter that hangs, whatever its own deadline.
fn by_drop(exporter: impl SpanExporter) {
    let pipeline = install(exporter);
    no_hang(|| drop(pipeline));
    assert_eq!(shutdown(DEADLINE), Err(ShutdownError::AlreadyShutDown));
    assert_eq!(balanced().started, SPANS);
}

fn twice(exporter: impl SpanExporter) {
    let pipeline = install(exporter);
    let first = shut_down(sync);
    assert_ne!(first, Err(ShutdownError::AlreadyShutDown));
    no_hang(|| {
        // At once, and by whatever way.
        let second = pipeline.shutdown(Duration::from_secs(3600));
        assert_eq!(second, Err(ShutdownError::AlreadyShutDown));
        drop(pipeline);
    });
}

fn eight(exporter: impl SpanExporter) {
    let _pipeline = install(exporter);
    let together = Arc::new(Barrier::new(8));
    let callers = [0; 8].map(|_| {
        let together = Arc::clone(&together);
        thread::spawn(move || {
            together.wait();
            shutdown(DEADLINE)
        })
    });
    let outcomes = no_hang(|| callers.map(|caller| caller.join().unwrap()));
    let told = outcomes
        .iter()
        .filter(|outcome| **outcome == Err(ShutdownError::AlreadyShutDown));
    assert_eq!(told.count(), 7);
}

static TRIED: OnceLock<Outcome> = OnceLock::new();

fn in_the_exporter() {
    struct ShutsDown;

    impl SpanExporter for ShutsDown {
        fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
            let outcome = shutdown(Duration::from_secs(3600));
            TRIED.get_or_init(|| outcome);
            Ok(())
        }
    }

    let _pipeline = install(ShutsDown);
    let report = shut_down(sync).unwrap();
    assert_eq!(TRIED.get(), Some(&Err(ShutdownError::InsideExporter)));
    assert_eq!(report.stats.exported, SPANS);
    assert_eq!(report.stats.dropped_for(DropReason::Shutdown), 0);
}
