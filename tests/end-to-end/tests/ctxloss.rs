//! Eight ways of handing work over, 50 requests each: not one child span without
//! its parent, not one log line without its trace.
//!
//! The same program, written without contracts, loses the parent of nearly all of
//! them. Each of its eight forms is refused here: `tests/ui/fail/lost-in-*.rs`.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::mpsc as thread_channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinSet;
use trace_runtime::channel::{mpsc, oneshot};
use trace_runtime::exporter::{FinishedSpan, MemoryExporter};
use trace_runtime::stats::Counter;
use trace_runtime::{
    Carried, Pipeline, SpanBuilder, TraceContract, Value as Attribute, stats, traced,
};
use tracing_subscriber::layer::SubscriberExt;

const REQUESTS: i64 = 50;

/// The spans in which work arrives, and for each one child.
const WAYS: [&str; 8] = [
    "spawned task",
    "joined task",
    "blocking work",
    "thread",
    "scoped thread",
    "worker task",
    "worker thread",
    "timer",
];

/// What a worker is asked to do.
struct Job {
    request: i64,
    done: oneshot::Sender<()>,
}

/// They run before the first request comes, as pools and consumers do.
struct Workers {
    task: mpsc::Sender<Job>,
    thread: thread_channel::Sender<Carried<Job>>,
}

impl Workers {
    #[allow(
        clippy::disallowed_methods,
        reason = "workers are begun outside of any trace: each message brings its own"
    )]
    fn start() -> Self {
        let (task, mut jobs) = mpsc::channel::<Job>(8);
        tokio::spawn(async move {
            while let Some(job) = jobs.recv().await {
                job.open("worker task", async |cx, job: Job| {
                    log(job.request);
                    child(cx, job.request).await;
                    job.done.send(cx, ()).expect("the request waits");
                })
                .await;
            }
        });
        let (thread, jobs) = thread_channel::channel::<Carried<Job>>();
        thread::spawn(move || {
            for job in jobs {
                job.open_sync("worker thread", |cx, job| {
                    log(job.request);
                    child_sync(cx, job.request);
                    job.done.send(cx, ()).expect("the request waits");
                });
            }
        });
        Workers { task, thread }
    }
}

#[traced(name = "child", attributes(request))]
async fn child(cx: &TraceContract, request: i64) {
    tokio::task::yield_now().await;
    log(request);
}

#[traced(name = "child", attributes(request))]
fn child_sync(cx: &TraceContract, request: i64) {
    log(request);
}

fn log(request: i64) {
    tracing::info!(request, "at work");
}

/// One request, which hands work over in each way and waits for it.
async fn handle(cx: &TraceContract, request: i64, workers: &Workers) {
    let task = async move |cx: &TraceContract| {
        log(request);
        child(cx, request).await;
    };
    let work = move |cx: &TraceContract| {
        log(request);
        child_sync(cx, request);
    };

    cx.spawn("spawned task", task).await.expect("it ends");

    let mut set = JoinSet::new();
    cx.spawn_on(&mut set, "joined task", task);
    set.join_all().await;

    cx.spawn_blocking("blocking work", work)
        .await
        .expect("it ends");

    let thread = cx.spawn_thread("thread", work).expect("it starts");
    thread.join().expect("it ends");

    thread::scope(|scope| {
        cx.spawn_scoped(scope, "scoped thread", work)
            .expect("it starts");
    });

    let (done, waiting) = oneshot::channel();
    let sent = workers.task.send(cx, Job { request, done }).await;
    assert!(sent.is_ok(), "the worker receives");
    waiting.await.expect("the worker answers");

    let (done, waiting) = oneshot::channel();
    let sent = workers.thread.send(Carried::new(cx, Job { request, done }));
    assert!(sent.is_ok(), "the worker receives");
    waiting.await.expect("the worker answers");

    cx.spawn_after("timer", Duration::from_millis(1), task)
        .await
        .expect("it ends");
}

/// Collects what is written to it.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panics here").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn json(&self) -> Vec<Value> {
        let bytes = self.0.lock().expect("nobody panics here").clone();
        let text = String::from_utf8(bytes).expect("JSON is UTF-8");
        text.lines()
            .map(|line| serde_json::from_str(line).expect("each line is JSON"))
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_child_loses_its_parent_and_no_line_its_trace() {
    let spans = MemoryExporter::new();
    let pipeline = Pipeline::builder()
        .exporter(spans.clone())
        .install()
        .expect("the only pipeline of this process");
    let lines = Lines::default();
    let layer = trace_log::json().writer(lines.clone());
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer))
        .expect("the only subscriber of this process");

    let workers = Workers::start();
    for request in 0..REQUESTS {
        let span = SpanBuilder::named("request").attribute("request", request);
        trace_runtime::run(span, async |cx| handle(cx, request, &workers).await).await;
    }
    pipeline
        .flush(Duration::from_secs(30))
        .expect("nothing holds the exporter up");

    let spans = spans.spans();
    let requests = requests(&spans);
    assert_eq!(requests.len(), REQUESTS as usize);
    let children = spans.iter().filter(|span| span.name == "child");
    assert_eq!(children.count(), 400);
    let ways = WAYS.map(|way| (way, children_of(way, &spans, &requests)));
    assert_eq!(ways, WAYS.map(|way| (way, REQUESTS as usize)));

    let lines = lines.json();
    let right = lines.iter().filter(|line| is_right(line, &requests));
    assert_eq!((right.count(), lines.len()), (800, 800));

    let stats = stats();
    assert_eq!(stats.counter(Counter::StaleParent), 0);
    assert_eq!(stats.counter(Counter::ContextMissing), 0);
    assert_eq!(stats.counter(Counter::LogLinesWithoutContext), 0);
}

/// The root span of each request, by its number.
fn requests(spans: &[FinishedSpan]) -> HashMap<i64, &FinishedSpan> {
    let roots = spans.iter().filter(|span| span.name == "request");
    roots
        .filter(|root| root.parent_span_id.is_none())
        .filter_map(|root| Some((number(root)?, root)))
        .collect()
}

fn number(span: &FinishedSpan) -> Option<i64> {
    match span.attribute("request")? {
        Attribute::I64(request) => Some(*request),
        _ => None,
    }
}

/// How many children came by this way, from the request whose number they have.
fn children_of(way: &str, spans: &[FinishedSpan], requests: &HashMap<i64, &FinishedSpan>) -> usize {
    let children = spans.iter().filter(|span| span.name == "child");
    let right = children.filter(|child| {
        let arrived = spans
            .iter()
            .find(|span| Some(span.span_id) == child.parent_span_id);
        let request = number(child).and_then(|request| requests.get(&request));
        let (Some(arrived), Some(request)) = (arrived, request) else {
            return false;
        };
        arrived.name == way
            && arrived.parent_span_id == Some(request.span_id)
            && [arrived.trace_id, child.trace_id] == [request.trace_id; 2]
    });
    right.count()
}

fn is_right(line: &Value, requests: &HashMap<i64, &FinishedSpan>) -> bool {
    let request = line["fields"]["request"]
        .as_i64()
        .and_then(|request| requests.get(&request));
    request.is_some_and(|request| line["trace_id"] == request.trace_id.to_string())
}
