//! Spans of `tracing` as children of a contract.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "spans are tested that declare their fields"
)]

mod support;

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use serde_json::Value;
use support::{Captured, logged};
use trace_log::{Adopt, LogLayer};
use trace_runtime::exporter::{FinishedSpan, MemoryExporter, SpanStatus};
use trace_runtime::{Pipeline, SpanId, SpanKind, TraceContract, TraceId, run_sync};
use tracing::level_filters::LevelFilter;
use tracing::{Span, debug_span, field, info, info_span};
use tracing_subscriber::layer::SubscriberExt as _;

static RECORDED: LazyLock<(Pipeline, MemoryExporter)> = LazyLock::new(|| {
    let exporter = MemoryExporter::new();
    let pipeline = Pipeline::builder()
        .exporter(exporter.clone())
        .install()
        .unwrap();
    (pipeline, exporter)
});

/// The spans of a trace in which `body` runs, and the lines it logs.
fn recorded(layer: LogLayer, body: impl FnOnce(&TraceContract)) -> (Vec<FinishedSpan>, Vec<Value>) {
    let (pipeline, exporter) = &*RECORDED;
    let mut trace_id = None;
    let captured = logged(layer, || {
        run_sync("request", |cx| {
            trace_id = Some(cx.trace_id());
            body(cx);
        });
    });
    pipeline.flush(Duration::from_secs(10)).unwrap();
    (exporter.trace(trace_id.unwrap()), captured.json())
}

fn named<'a>(spans: &'a [FinishedSpan], name: &str) -> &'a FinishedSpan {
    let mut found = spans.iter().filter(|span| span.name == name);
    let span = found
        .next()
        .unwrap_or_else(|| panic!("no span {name}: {spans:#?}"));
    assert!(found.next().is_none(), "{name} twice");
    span
}

fn names(spans: &[FinishedSpan]) -> Vec<&str> {
    let mut names: Vec<_> = spans.iter().map(|span| &*span.name).collect();
    names.sort_unstable();
    names
}

fn ids(line: &Value) -> (TraceId, SpanId) {
    let text = |key: &str| line[key].as_str().unwrap().to_owned();
    (
        text("trace_id").parse().unwrap(),
        text("span_id").parse().unwrap(),
    )
}

fn assert_parent(spans: &[FinishedSpan], child: &str, parent: &str) {
    let parent = named(spans, parent).span_id;
    assert_eq!(named(spans, child).parent_span_id, Some(parent), "{child}");
}

#[test]
fn a_span_of_tracing_is_a_child_of_the_contract() {
    let (spans, lines) = recorded(trace_log::json(), |cx| {
        let span = info_span!(
            "query",
            db.system = "postgres",
            rows = field::Empty,
            n = 7_u64
        );
        span.in_scope(|| {
            info!("in the query");
            span.record("rows", 3);
            info_span!("fetch", ?span).in_scope(|| info!("in the fetch"));
        });
        info!("after the query");
        assert!(!cx.span_context().is_remote());
    });
    assert_eq!(names(&spans), ["fetch", "query", "request"]);
    assert_parent(&spans, "query", "request");
    assert_parent(&spans, "fetch", "query");

    let query = named(&spans, "query");
    assert_eq!(query.status(), SpanStatus::Unset);
    let mut attributes: Vec<_> = query
        .attributes
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["db.system=postgres", "n=7", "rows=3"]);

    for (line, span) in lines.iter().zip(["query", "fetch", "request"]) {
        let span = named(&spans, span);
        assert_eq!(ids(line), (span.trace_id, span.span_id), "{line}");
    }
}

#[test]
fn a_span_lasts_from_its_making_to_its_last_handle() {
    let (spans, _) = recorded(trace_log::json(), |_| {
        let span = info_span!("long");
        span.in_scope(|| {});
        std::thread::sleep(Duration::from_millis(20));
        span.in_scope(|| {});
    });
    let (long, request) = (named(&spans, "long"), named(&spans, "request"));
    assert!(long.end_unix_nanos - long.start_unix_nanos >= 20_000_000);
    assert!(request.start_unix_nanos <= long.start_unix_nanos);
    assert!(long.end_unix_nanos <= request.end_unix_nanos);
}

#[test]
fn contracts_and_spans_of_tracing_take_turns() {
    let (spans, lines) = recorded(trace_log::json(), |cx| {
        info_span!("driver").in_scope(|| {
            cx.span_sync("handler", |_| {
                info!("handler");
                info_span!("socket").in_scope(|| info!("socket"));
                info!("handler");
            });
            info!("driver");
        });
        info!("request");
    });
    // The contract that `handler` was given is that of `request`.
    assert_parent(&spans, "handler", "request");
    assert_parent(&spans, "socket", "handler");
    assert_parent(&spans, "driver", "request");
    assert_eq!(lines.len(), 5);
    for line in &lines {
        let span = named(&spans, line["message"].as_str().unwrap());
        assert_eq!(ids(line), (span.trace_id, span.span_id), "{line}");
    }
}

#[test]
fn a_span_may_be_left_in_any_order_and_entered_elsewhere() {
    let (spans, lines) = recorded(trace_log::json(), |_| {
        let (a, b) = (info_span!("a"), info_span!("b"));
        let in_a = a.enter();
        let in_b = b.enter();
        drop(in_a);
        info!("b");
        drop(in_b);
        info!("request");
        // A thread that knows of no contract.
        let subscriber = tracing::dispatcher::get_default(Clone::clone);
        #[expect(clippy::disallowed_methods, reason = "a thread without a trace")]
        let thread = std::thread::spawn(move || {
            tracing::dispatcher::with_default(&subscriber, || {
                a.in_scope(|| {
                    info!("a");
                    info_span!("c").in_scope(|| info!("c"));
                });
            });
        });
        thread.join().unwrap();
    });
    assert_parent(&spans, "a", "request");
    assert_parent(&spans, "b", "request");
    assert_parent(&spans, "c", "a");
    assert_eq!(lines.len(), 4);
    for line in &lines {
        let span = named(&spans, line["message"].as_str().unwrap());
        assert_eq!(ids(line), (span.trace_id, span.span_id), "{line}");
    }
}

/// Ready on the second poll; logs on each.
struct TwoPolls(u8);

impl Future for TwoPolls {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        info!("query");
        self.0 += 1;
        if self.0 < 2 {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    }
}

#[test]
fn an_instrumented_future_logs_its_span_at_each_poll() {
    use tracing::Instrument as _;

    let (spans, lines) = recorded(trace_log::json(), |_| {
        let mut future = pin!(TwoPolls(0).instrument(info_span!("query")));
        let mut context = Context::from_waker(Waker::noop());
        assert!(future.as_mut().poll(&mut context).is_pending());
        info!("request");
        assert!(future.as_mut().poll(&mut context).is_ready());
    });
    assert_eq!(lines.len(), 3);
    for line in &lines {
        let span = named(&spans, line["message"].as_str().unwrap());
        assert_eq!(ids(line), (span.trace_id, span.span_id), "{line}");
    }
}

#[test]
fn explicit_parents_and_links_are_kept() {
    let (spans, lines) = recorded(trace_log::json(), |_| {
        let first = info_span!("first");
        let hidden = debug_span!(parent: &first, "hidden");
        let second = info_span!(parent: &hidden, "second");
        let third = info_span!(parent: None, "third");
        third.follows_from(&first);
        info!(parent: &second, "second");
        drop((first, hidden, second, third));
    });
    assert_eq!(names(&spans), ["first", "request", "second", "third"]);
    assert_parent(&spans, "second", "first");
    assert_parent(&spans, "third", "request");
    let links = &named(&spans, "third").links;
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].span_id, named(&spans, "first").span_id);
    assert_eq!(ids(&lines[0]).1, named(&spans, "second").span_id);
}

#[test]
fn what_is_adopted_can_be_chosen() {
    let body = |_: &TraceContract| {
        debug_span!("debug").in_scope(|| {});
        info_span!(target: "h2::client", "export").in_scope(|| {});
        info_span!(target: "noisy::driver", "noise").in_scope(|| {});
        info_span!(target: "noisy_not", "quiet").in_scope(|| info!("in"));
    };
    let (spans, _) = recorded(trace_log::json(), body);
    assert_eq!(names(&spans), ["noise", "quiet", "request"]);

    let debug = Adopt::up_to(LevelFilter::DEBUG).except("noisy");
    let (spans, _) = recorded(trace_log::json().adopt(debug), body);
    assert_eq!(names(&spans), ["debug", "quiet", "request"]);

    let (spans, lines) = recorded(trace_log::json().adopt(Adopt::nothing()), body);
    assert_eq!(names(&spans), ["request"]);
    assert_eq!(ids(&lines[0]).1, spans[0].span_id);
}

#[test]
fn the_names_of_the_opentelemetry_bridge_are_understood() {
    let (spans, _) = recorded(trace_log::json(), |_| {
        let span = info_span!(
            "request",
            otel.name = "GET /orders",
            otel.kind = "client",
            otel.status_code = field::Empty,
            otel.status_message = field::Empty,
        );
        span.record("otel.status_message", "no route");
        let failed = info_span!(
            "b",
            otel.status_message = "refused",
            otel.status_code = "ERROR"
        );
        let fine = info_span!(
            "c",
            otel.status_code = "OK",
            otel.kind = "odd",
            otel.name = 7,
            a = 1,
            a = 2,
            message = "text",
        );
        let late = info_span!(
            "d",
            otel.status_code = field::Empty,
            otel.status_message = field::Empty,
            otel.kind = field::Empty,
        );
        late.record("otel.status_message", "too late");
        late.record("otel.status_code", "error");
        late.record("otel.kind", "server");
        drop((failed, fine, late));
    });
    let get = named(&spans, "GET /orders");
    assert_eq!(get.kind, SpanKind::Client);
    assert!(get.attributes.is_empty(), "{get:?}");
    assert_eq!(
        named(&spans, "b").status(),
        SpanStatus::Error { message: "refused" }
    );
    assert_eq!(named(&spans, "c").status(), SpanStatus::Ok);
    assert_eq!(named(&spans, "c").kind, SpanKind::Internal);
    assert_eq!(
        get.status(),
        SpanStatus::Error {
            message: "no route"
        }
    );
    // What the bridge makes nothing of is not lost.
    let attributes = |name| {
        let attributes = &named(&spans, name).attributes;
        let mut texts: Vec<_> = attributes
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        texts.sort_unstable();
        texts
    };
    assert_eq!(
        attributes("c"),
        [
            "a#2=2",
            "a=1",
            "message=text",
            "otel.kind=odd",
            "otel.name=7"
        ]
    );
    assert_eq!(attributes("d"), ["otel.kind=server"]);
    assert_eq!(
        named(&spans, "d").status(),
        SpanStatus::Error {
            message: "too late"
        }
    );
}

mod instrumented {
    use tracing::instrument;

    use super::Bomb;

    #[instrument(err)]
    pub(super) fn fails(text: &str) -> Result<u8, std::num::ParseIntError> {
        text.parse()
    }

    #[instrument(err(Debug, level = "warn"), ret(Display))]
    pub(super) async fn fails_later(text: &str) -> Result<u8, std::num::ParseIntError> {
        std::future::ready(()).await;
        text.parse()
    }

    #[instrument(ret, skip_all)]
    pub(super) fn returns_a_bomb() -> Bomb {
        Bomb
    }

    #[instrument]
    pub(super) fn says_so_by_itself() {
        tracing::error!(code = 7, "failed");
    }
}

#[test]
fn what_an_instrumented_function_returns_is_recorded() {
    // Two layers record it once.
    let (pipeline, exporter) = &*RECORDED;
    let subscriber = tracing_subscriber::registry()
        .with(trace_log::json().writer(Captured::default()))
        .with(trace_log::terminal().writer(Captured::default()));
    let trace_id = tracing::subscriber::with_default(subscriber, || {
        run_sync("request", |cx| {
            instrumented::fails("x").unwrap_err();
            let mut task = Context::from_waker(Waker::noop());
            for text in ["y", "7"] {
                let polled = pin!(instrumented::fails_later(text)).poll(&mut task);
                assert!(polled.is_ready());
            }
            instrumented::returns_a_bomb();
            instrumented::says_so_by_itself();
            cx.trace_id()
        })
    });
    pipeline.flush(Duration::from_secs(10)).unwrap();
    let spans = exporter.trace(trace_id);

    let fails = named(&spans, "fails");
    let message = "invalid digit found in string";
    assert_eq!(fails.status(), SpanStatus::Error { message });
    assert_eq!(
        fails.attribute("error.type"),
        Some(&trace_runtime::Value::from("_OTHER"))
    );
    assert_eq!(fails.events.len(), 1, "{fails:#?}");
    assert_eq!(fails.events[0].name, "exception");

    let later: Vec<_> = spans
        .iter()
        .filter(|span| span.name == "fails_later")
        .collect();
    let (failed, went_well): (Vec<_>, Vec<_>) = later
        .into_iter()
        .partition(|span| span.attribute("return").is_none());
    let message = "ParseIntError { kind: InvalidDigit }";
    assert_eq!(failed[0].status(), SpanStatus::Error { message });
    assert_eq!(went_well[0].status(), SpanStatus::Unset);
    assert_eq!(
        went_well[0].attribute("return"),
        Some(&trace_runtime::Value::from("7"))
    );
    assert_eq!(
        named(&spans, "returns_a_bomb").attribute("return"),
        Some(&trace_runtime::Value::from("<panicked>"))
    );
    // An event that says more is what it says, and the caller's span is its own.
    for name in ["says_so_by_itself", "request"] {
        let span = named(&spans, name);
        assert_eq!(span.status(), SpanStatus::Unset);
        assert!(span.events.is_empty(), "{span:#?}");
    }
}

#[test]
fn an_orphaned_instrumented_function_is_counted() {
    let counted = || {
        let stats = trace_log::stats();
        (stats.spans_without_context, stats.lines_without_context())
    };
    let before = counted();
    let lines = logged(trace_log::json(), || {
        instrumented::fails("x").unwrap_err();
    });
    assert_eq!(lines.json()[0]["context"], "none");
    let after = counted();
    assert!(after.0 > before.0 && after.1 > before.1);
}

#[test]
fn two_layers_adopt_a_span_once() {
    let (pipeline, exporter) = &*RECORDED;
    let (one, two) = (Captured::default(), Captured::default());
    let subscriber = tracing_subscriber::registry()
        .with(trace_log::json().writer(one.clone()))
        .with(trace_log::terminal().writer(two.clone()));
    let mut trace_id = None;
    tracing::subscriber::with_default(subscriber, || {
        run_sync("request", |cx| {
            trace_id = Some(cx.trace_id());
            info_span!("query").in_scope(|| info!("in"));
            info!("out");
        });
    });
    pipeline.flush(Duration::from_secs(10)).unwrap();
    let spans = exporter.trace(trace_id.unwrap());
    assert_eq!(names(&spans), ["query", "request"]);
    let lines = one.json();
    assert_eq!(ids(&lines[0]).1, named(&spans, "query").span_id);
    assert_eq!(ids(&lines[1]).1, named(&spans, "request").span_id);
    for (line, span) in two.text().lines().zip(["query", "request"]) {
        assert!(
            line.contains(&format!("{:.8}", named(&spans, span).span_id.to_string())),
            "{line}"
        );
    }
}

#[test]
fn a_span_without_context_is_counted_and_left_alone() {
    let before = trace_log::stats().spans_without_context;
    let lines = logged(trace_log::json(), || {
        info_span!("stray", value = ?Bomb).in_scope(|| info!("in"));
    });
    assert_eq!(lines.json()[0]["context"], "none");
    assert!(trace_log::stats().spans_without_context > before);
}

/// Must not be looked at when the span is not recorded.
struct Bomb;

impl std::fmt::Debug for Bomb {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("looked at")
    }
}

#[test]
fn a_value_that_panics_costs_its_attribute() {
    let (spans, _) = recorded(trace_log::json(), |_| {
        let span = info_span!("query", bomb = ?Bomb, late = field::Empty, n = 1);
        span.record("late", field::debug(Bomb));
        info!(bomb = ?Bomb, "{:?}", Bomb);
    });
    for span in &spans {
        assert!(span.events.is_empty(), "{span:#?}");
        assert_eq!(span.status(), SpanStatus::Unset);
    }
    let query = named(&spans, "query");
    for key in ["bomb", "late"] {
        assert_eq!(
            query.attribute(key),
            Some(&trace_runtime::Value::from("<panicked>"))
        );
    }
    assert_eq!(query.attribute("n"), Some(&trace_runtime::Value::I64(1)));
}

#[test]
fn a_span_that_outlives_its_trace_still_ends() {
    let mut kept = Span::none();
    let (spans, _) = recorded(trace_log::json(), |_| kept = info_span!("kept"));
    assert_eq!(names(&spans), ["request"]);
    let request = spans[0].span_id;
    drop(kept);
    let (pipeline, exporter) = &*RECORDED;
    pipeline.flush(Duration::from_secs(10)).unwrap();
    let spans = exporter.trace(spans[0].trace_id);
    assert_eq!(named(&spans, "kept").parent_span_id, Some(request));
}
