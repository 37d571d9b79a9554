//! Libraries that take `Span::current()` along to threads of their own.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::LazyLock;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use serde_json::Value;
use support::Captured;
use trace_log::Adopt;
use trace_runtime::exporter::{FinishedSpan, MemoryExporter};
use trace_runtime::{Gated, Pipeline, SpanId, TraceContract, run_sync};
use tracing::level_filters::LevelFilter;
use tracing::{Dispatch, Instrument as _, Span, debug_span, info, info_span};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry};

static RECORDED: LazyLock<(Pipeline, MemoryExporter)> = LazyLock::new(|| {
    let exporter = MemoryExporter::new();
    let pipeline = Pipeline::builder()
        .exporter(exporter.clone())
        .install()
        .unwrap();
    (pipeline, exporter)
});

/// A client with a thread of its own, as that of sqlx for SQLite.
struct Library(Sender<Command>);

type Command = (Span, &'static str, Sender<()>);

impl Library {
    /// What it logs goes to `subscriber`, as that of the process would.
    fn start(subscriber: Dispatch) -> Self {
        let (commands, received) = mpsc::channel::<Command>();
        #[expect(clippy::disallowed_methods, reason = "a thread without a trace")]
        std::thread::spawn(move || {
            tracing::dispatcher::with_default(&subscriber, || {
                for (span, statement, done) in received {
                    {
                        let _guard = span.enter();
                        info!(statement, "on its thread");
                        info_span!("execute").in_scope(|| info!("executing"));
                    }
                    info!("at rest");
                    done.send(()).unwrap();
                }
            });
        });
        Library(commands)
    }

    fn send(&self, statement: &'static str) -> mpsc::Receiver<()> {
        let (done, waited) = mpsc::channel();
        self.0.send((Span::current(), statement, done)).unwrap();
        waited
    }

    fn query(&self, statement: &'static str) {
        info!("asked");
        self.send(statement).recv().unwrap();
    }

    async fn query_later(&self, statement: &'static str) {
        tokio::task::yield_now().await; // another poll
        self.query(statement);
    }
}

/// The spans of a trace in which `body` runs with a library, and what was logged
/// to `captured`.
fn recorded(
    captured: &Captured,
    subscriber: impl Into<Dispatch>,
    body: impl FnOnce(&TraceContract, &Gated<Library>),
) -> (Vec<FinishedSpan>, Vec<Value>) {
    let (pipeline, exporter) = &*RECORDED;
    let subscriber = subscriber.into();
    let library = Gated::new(Library::start(subscriber.clone()));
    let trace_id = tracing::dispatcher::with_default(&subscriber, || {
        run_sync("request", |cx| {
            body(cx, &library);
            cx.trace_id()
        })
    });
    pipeline.flush(Duration::from_secs(60)).unwrap();
    (exporter.trace(trace_id), captured.json())
}

fn all(captured: &Captured) -> impl Into<Dispatch> {
    Registry::default().with(trace_log::json().writer(captured.clone()))
}

fn named<'a>(spans: &'a [FinishedSpan], name: &str) -> &'a FinishedSpan {
    spans
        .iter()
        .find(|span| span.name == name)
        .unwrap_or_else(|| panic!("no {name}: {spans:#?}"))
}

fn names(spans: &[FinishedSpan]) -> Vec<&str> {
    let mut names: Vec<_> = spans.iter().map(|span| &*span.name).collect();
    names.sort_unstable();
    names
}

/// The span in which each line with this message was written.
fn spans_of(lines: &[Value], message: &str) -> Vec<Option<SpanId>> {
    let lines = lines.iter().filter(|line| line["message"] == message);
    lines
        .map(|line| Some(line["span_id"].as_str()?.parse().unwrap()))
        .collect()
}

fn assert_as_if_it_were_ours(spans: &[FinishedSpan], lines: &[Value], gated: &str) {
    assert_eq!(names(spans), ["execute", gated, "request"]);
    let (query, execute) = (named(spans, gated).span_id, named(spans, "execute"));
    assert_eq!(
        named(spans, gated).parent_span_id,
        Some(named(spans, "request").span_id)
    );
    assert_eq!(execute.parent_span_id, Some(query));
    assert_eq!(spans_of(lines, "asked"), [Some(query)]);
    assert_eq!(spans_of(lines, "on its thread"), [Some(query)]);
    assert_eq!(spans_of(lines, "executing"), [Some(execute.span_id)]);
    assert_eq!(spans_of(lines, "at rest"), [None]);
}

#[test]
fn what_a_gated_library_logs_elsewhere_has_the_ids_of_its_call() {
    let captured = Captured::default();
    let (spans, lines) = recorded(&captured, all(&captured), |cx, library| {
        library.call_sync(cx, "query", |_, library| library.query("SELECT 1"));
        assert!(Span::current().is_none());
    });
    assert_as_if_it_were_ours(&spans, &lines, "query");
}

#[test]
fn so_it_is_at_each_poll() {
    let captured = Captured::default();
    let (spans, lines) = recorded(&captured, all(&captured), |cx, library| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let call = library.call(cx, "query", async |_, library| {
            library.query_later("SELECT 1").await;
        });
        runtime.block_on(call);
        assert!(Span::current().is_none());
    });
    assert_as_if_it_were_ours(&spans, &lines, "query");
}

#[test]
fn so_it_is_when_a_call_is_dropped() {
    struct AtLast<'a>(&'a Library);
    impl Drop for AtLast<'_> {
        fn drop(&mut self) {
            self.0.query("ROLLBACK");
        }
    }
    let captured = Captured::default();
    let (spans, lines) = recorded(&captured, all(&captured), |cx, library| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let call = library.call(cx, "query", async |_, library| {
            let _at_last = AtLast(library);
            std::future::pending::<()>().await;
        });
        let short = Duration::from_millis(1);
        runtime.block_on(async { tokio::time::timeout(short, call).await.unwrap_err() });
        assert!(Span::current().is_none());
    });
    assert_as_if_it_were_ours(&spans, &lines, "query");
}

#[test]
fn a_task_that_it_spawns_has_them() {
    let captured = Captured::default();
    let (spans, lines) = recorded(&captured, all(&captured), |cx, library| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let call = library.call(cx, "query", async |_, _| {
            let task = async { info!("in a task") }.instrument(Span::current());
            #[expect(clippy::disallowed_methods, reason = "as the library does")]
            let task = tokio::spawn(task);
            [task]
        });
        // The task runs when the call is over.
        runtime.block_on(async {
            let [task] = call.await;
            task.await.unwrap();
        });
    });
    assert_eq!(
        spans_of(&lines, "in a task"),
        [Some(named(&spans, "query").span_id)]
    );
}

#[test]
fn two_calls_at_once_have_their_own() {
    let captured = Captured::default();
    let (spans, lines) = recorded(&captured, all(&captured), |cx, library| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            tokio::join!(
                library.call(cx, "first", async |_, library| library
                    .query_later("1")
                    .await),
                library.call(cx, "second", async |_, library| library
                    .query_later("2")
                    .await),
            )
        });
    });
    for (name, statement) in [("first", "1"), ("second", "2")] {
        let line = lines
            .iter()
            .find(|line| line["fields"]["statement"] == statement)
            .unwrap();
        assert_eq!(line["span_id"], named(&spans, name).span_id.to_string());
    }
    assert_eq!(spans_of(&lines, "executing").len(), 2);
}

#[test]
fn no_filter_takes_them_away() {
    type Filter = Box<dyn Layer<Registry> + Send + Sync>;
    // Before all layers, and before one.
    let filters: [fn(&Captured) -> Dispatch; 7] = [
        |to| {
            Registry::default()
                .with(LevelFilter::INFO)
                .with(trace_log::json().writer(to.clone()))
                .into()
        },
        |to| {
            Registry::default()
                .with(EnvFilter::new("carried_spans=info"))
                .with(trace_log::json().writer(to.clone()))
                .into()
        },
        |to| {
            Registry::default()
                .with(EnvFilter::new("info,trace_log=off"))
                .with(trace_log::json().writer(to.clone()))
                .into()
        },
        |to| {
            Registry::default()
                .with(
                    trace_log::json()
                        .writer(to.clone())
                        .with_filter(EnvFilter::new("carried_spans=info")),
                )
                .into()
        },
        |to| {
            let ours = trace_log::json()
                .writer(to.clone())
                .with_filter(LevelFilter::INFO);
            let other = tracing_subscriber::layer::Identity::new().with_filter(LevelFilter::OFF);
            Registry::default().with(other).with(ours).into()
        },
        |to| {
            let ours: Filter = trace_log::json().writer(to.clone()).boxed();
            Registry::default().with(vec![ours]).into()
        },
        |to| {
            Registry::default()
                .with(Some(trace_log::json().writer(to.clone())))
                .into()
        },
    ];
    for (at, subscriber) in filters.into_iter().enumerate() {
        let captured = Captured::default();
        let (spans, lines) = recorded(&captured, subscriber(&captured), |cx, library| {
            // What a filter said of something else is not said of it.
            let _ = tracing::enabled!(tracing::Level::TRACE);
            library.call_sync(cx, "query", |_, library| library.query("SELECT 1"));
        });
        assert_eq!(names(&spans), ["execute", "query", "request"], "{at}");
        assert_as_if_it_were_ours(&spans, &lines, "query");
    }
    // Where nothing at all is logged, the call is as it was.
    let captured = Captured::default();
    let off = Registry::default()
        .with(LevelFilter::OFF)
        .with(trace_log::json().writer(captured.clone()));
    let (spans, lines) = recorded(&captured, off, |cx, library| {
        library.call_sync(cx, "query", |_, library| library.query("SELECT 1"));
    });
    assert_eq!(names(&spans), ["query", "request"]);
    assert!(lines.is_empty());
}

#[test]
fn without_our_layer_there_is_none() {
    let captured = Captured::default();
    drop(trace_log::json()); // there was one, elsewhere
    recorded(&captured, Registry::default(), |cx, library| {
        library.call_sync(cx, "query", |_, _| assert!(Span::current().is_none()));
    });
}

#[test]
fn a_trace_that_is_not_recorded_has_ids_as_well() {
    let captured = Captured::default();
    let subscriber = all(&captured).into();
    let library = Gated::new(Library::start(subscriber.clone()));
    let mut trace_id = None;
    tracing::dispatcher::with_default(&subscriber, || {
        trace_runtime::untraced_sync("probe", |cx| {
            trace_id = Some(cx.trace_id().to_string());
            library.call_sync(cx, "query", |_, library| library.query("SELECT 1"));
        });
    });
    let lines = captured.json();
    let elsewhere = lines
        .iter()
        .find(|line| line["message"] == "on its thread")
        .unwrap();
    assert_eq!(elsewhere["trace_id"].as_str(), trace_id.as_deref());
}

#[test]
fn a_span_that_is_not_adopted_stands_for_its_contract() {
    let captured = Captured::default();
    let layer = trace_log::json()
        .adopt(Adopt::nothing())
        .writer(captured.clone());
    let (spans, lines) = recorded(&captured, Registry::default().with(layer), |cx, library| {
        // Not even behind a gate: the span is the library's own.
        let span = debug_span!("statement");
        let library = library.call_sync(cx, "connect", |_, library| Library(library.0.clone()));
        span.in_scope(|| library.query("SELECT 1"));
        // Where a contract is current, what it logs is of that one.
        cx.span_sync("later", |cx| {
            span.in_scope(|| info!("entered again"));
            assert_eq!(
                spans_of(&captured.json(), "entered again"),
                [Some(cx.span_id())]
            );
        });
    });
    assert_eq!(names(&spans), ["connect", "later", "request"]);
    let request = named(&spans, "request").span_id;
    assert_eq!(spans_of(&lines, "on its thread"), [Some(request)]);
    assert_eq!(spans_of(&lines, "executing"), [Some(request)]);
}
