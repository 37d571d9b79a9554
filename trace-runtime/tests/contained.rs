//! A panic of the user's code that stays where it is says nothing about the span
//! it happened in.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::error::Error;
use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use trace_runtime::exporter::{FinishedSpan, MemoryExporter, SpanStatus};
use trace_runtime::integration::contain;
use trace_runtime::sampling::{Decision, Sampler};
use trace_runtime::{Pipeline, TraceContract, linked_trace, run_sync};

/// What the hook saw that the user had set.
static SEEN: AtomicU64 = AtomicU64::new(0);

static RECORDED: LazyLock<(Pipeline, MemoryExporter)> = LazyLock::new(|| {
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}");
        SEEN.fetch_add(1, Ordering::Relaxed);
    }));
    let exporter = MemoryExporter::new();
    let sampler = Sampler::custom(|input| {
        assert_ne!(input.name, "no decision");
        Decision::Record
    });
    let pipeline = Pipeline::builder()
        .sampler(sampler)
        .exporter(exporter.clone())
        .install()
        .unwrap();
    (pipeline, exporter)
});

/// The spans of a trace in which `body` runs; it panics so many times.
fn recorded(panics: u64, body: impl FnOnce(&TraceContract)) -> Vec<FinishedSpan> {
    let (pipeline, exporter) = &*RECORDED;
    let before = SEEN.load(Ordering::Relaxed);
    let trace_id = run_sync("request", |cx| {
        body(cx);
        cx.trace_id()
    });
    assert_eq!(SEEN.load(Ordering::Relaxed) - before, panics);
    pipeline.flush(Duration::from_secs(60)).unwrap();
    exporter.trace(trace_id)
}

fn named<'a>(spans: &'a [FinishedSpan], name: &str) -> &'a FinishedSpan {
    spans.iter().find(|span| span.name == name).unwrap()
}

fn assert_nothing_happened(span: &FinishedSpan) {
    assert_eq!(span.status(), SpanStatus::Unset, "{span:#?}");
    assert!(span.events.is_empty(), "{span:#?}");
}

/// Panics in whatever is asked of it.
struct Broken;

impl fmt::Debug for Broken {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("in Debug")
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("in Display")
    }
}

impl Error for Broken {}

/// Has a text, and no source but a panic.
#[derive(Debug)]
struct BrokenSource;

impl fmt::Display for BrokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no route")
    }
}

impl Error for BrokenSource {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        panic!("in source")
    }
}

#[test]
fn what_is_contained_is_no_exception_of_the_span() {
    // One after another: they count what the hook sees.
    let spans = recorded(2, |_| {
        assert_eq!(contain(|| panic!("in a callback")), None::<()>);
        let nested = contain(|| (contain(|| panic!("within")), 5)).unwrap();
        assert_eq!(nested, (None::<()>, 5));
    });
    assert_nothing_happened(named(&spans, "request"));

    // The text of an error, and of its source: one event each, that was asked for.
    for error in [&Broken as &dyn Error, &BrokenSource] {
        let spans = recorded(1, |cx| cx.record_error(error));
        let request = named(&spans, "request");
        assert_eq!(request.events.len(), 1, "{request:#?}");
        let text = format!("{:?}", request.events);
        assert!(text.contains("<panicked>"), "{text}");
    }

    // A sampler that is asked while a span runs.
    let spans = recorded(1, |cx| {
        cx.span_sync(linked_trace("no decision"), |cx| {
            assert!(!cx.is_recording());
        });
    });
    assert_nothing_happened(named(&spans, "request"));

    // What it threw panics in turn, when it is dropped.
    struct Again;
    impl Drop for Again {
        fn drop(&mut self) {
            panic!("in Drop")
        }
    }
    let spans = recorded(2, |_| {
        assert_eq!(contain(|| std::panic::panic_any(Again)), None::<()>);
    });
    assert_nothing_happened(named(&spans, "request"));

    // A span that the contained code opened by itself was left by the panic.
    let spans = recorded(1, |cx| {
        let contained = contain(|| cx.span_sync("inner", |_| panic!("in a span")));
        assert_eq!(contained, None::<()>);
    });
    assert_nothing_happened(named(&spans, "request"));
    let inner = named(&spans, "inner");
    assert_eq!(inner.events.len(), 1, "{inner:#?}");
    assert_ne!(inner.status(), SpanStatus::Unset);

    // One that is caught by others is the span's, before and after.
    let spans = recorded(2, |_| {
        let caught = || std::panic::catch_unwind(|| panic!("caught")).unwrap_err();
        drop(caught());
        contain(|| ());
        drop(caught());
    });
    assert_eq!(named(&spans, "request").events.len(), 2);
}
