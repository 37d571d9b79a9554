//! What the tests share: a receiver that does as it is told, and a way to get a
//! batch in one's hands.

#![allow(dead_code, unused_imports, reason = "no test uses all of it")]

pub(crate) mod expected;
mod receiver;

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::{Pipeline, Resource};

pub(crate) use receiver::{Action, Receiver};

type Job = Box<dyn FnOnce(&Batch<'_>) + Send>;

static JOBS: Mutex<Vec<Job>> = Mutex::new(Vec::new());

/// Hands each batch to the job that waits for it.
struct Jobs;

impl SpanExporter for Jobs {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        for job in lock(&JOBS).drain(..) {
            job(batch);
        }
        Ok(())
    }
}

/// Runs `job` on the collector's thread with a batch of the spans that `record`
/// makes. One at a time, since a process has one pipeline.
pub(crate) fn with_batch<T: Send + 'static>(
    record: impl FnOnce(),
    job: impl FnOnce(&Batch<'_>) -> T + Send + 'static,
) -> T {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    static ONE: Mutex<()> = Mutex::new(());

    let _one = lock(&ONE);
    let pipeline = PIPELINE.get_or_init(|| {
        Pipeline::builder()
            .resource(
                Resource::service("tests").with("zones", vec!["a".to_owned(), "b".to_owned()]),
            )
            .schedule_delay(Duration::from_secs(3600))
            .max_batch(100_000)
            .exporter(Jobs)
            .install()
            .unwrap()
    });
    let (send, receive) = mpsc::channel();
    record();
    lock(&JOBS).push(Box::new(move |batch| send.send(job(batch)).unwrap()));
    pipeline.flush(Duration::from_secs(60)).unwrap();
    receive.recv().unwrap()
}

/// A batch of two spans, parent and child.
pub(crate) fn two_spans() {
    trace_runtime::run_sync("parent", |cx| {
        cx.seal().open_sync("child", |cx| cx.set_attribute("n", 1));
    });
}

/// The spans of a request.
pub(crate) fn spans(request: ExportTraceServiceRequest) -> Vec<Span> {
    let resources = request.resource_spans.into_iter();
    let scopes = resources.flat_map(|resource| resource.scope_spans);
    scopes.flat_map(|scope| scope.spans).collect()
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
