//! User code that runs inside of ours, and uses all of it: it opens spans,
//! flushes, shuts down and waits for others who do.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use trace_runtime::attribute::{Attribute, Recorded, Slot};
use trace_runtime::exporter::JsonExporter;
use trace_runtime::integration::{StandIn, set_stand_in};
use trace_runtime::sampling::{Decision, Sampler};
use trace_runtime::stats::Counter;
use trace_runtime::{Gated, Pipeline, TraceContract, flush, run_sync, shutdown, traced};

use crate::harness::{Case, case};
use crate::support::{Counts, HANG, balanced, no_hang, spans};

pub(crate) const CASES: [Case; 10] = [
    case("reentry/Debug, Display, Attribute and Drop", values),
    case("reentry/on the span that is being recorded", same_span),
    case("reentry/the error that is returned", errors),
    case("reentry/the sampler", sampler),
    case("reentry/a sampler without end", endless_sampler),
    case("reentry/an error without end", endless_error),
    case("reentry/a source without end", endless_source),
    case("reentry/a value without end", endless_value),
    case("reentry/a stand-in without end", endless_stand_in),
    case("reentry/the sink of an exporter", sink),
];

/// How often `busy` ran.
static BUSY: AtomicU64 = AtomicU64::new(0);

/// Everything at once, here and on another thread that is waited for.
fn busy() {
    BUSY.fetch_add(1, Ordering::Relaxed);
    let all = || {
        run_sync("busy", |cx| {
            cx.set_attribute("n", 1);
            cx.span_sync("child", |cx| cx.add_event("event", ()));
        });
        let _ = flush(Duration::from_millis(200));
        balanced();
    };
    all();
    thread::spawn(all).join().unwrap();
}

struct Busy;

impl fmt::Debug for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        busy();
        f.write_str("busy")
    }
}

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Busy {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        busy();
        None
    }
}

impl Attribute for Busy {
    fn record(&self, slot: Slot<'_>) -> Recorded {
        busy();
        slot.str("busy")
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        busy();
    }
}

impl From<&Busy> for trace_runtime::Value {
    fn from(_: &Busy) -> Self {
        busy();
        1.into()
    }
}

#[traced(attributes(a = Busy, b = ?busy, c = %busy), ret)]
fn records(cx: &TraceContract, busy: &Busy) -> Busy {
    cx.set_attribute("late", busy);
    cx.add_event("event", [("n", busy)]);
    cx.record_error(busy);
    Busy
}

fn values() {
    let counts = Counts::default();
    let pipeline = Pipeline::builder()
        .exporter(counts.clone())
        .install()
        .unwrap();
    no_hang(|| run_sync("root", |cx| drop(records(cx, &Busy))));
    // Three fields and one that is dropped behind, two values, the error's text
    // and source, the value returned, and two that are dropped.
    assert_eq!(BUSY.load(Ordering::Relaxed), 11);
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!((stats.started, stats.exported), (2 + 4 * 11, 2 + 4 * 11));
    assert_eq!(counts.spans(), stats.exported);
}

/// Records on the span that it is recorded on.
#[derive(Debug)]
struct Touches<'a>(&'a TraceContract);

impl fmt::Display for Touches<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.set_attribute("touched", true);
        self.0.add_event("touched", ());
        f.write_str("touched")
    }
}

impl std::error::Error for Touches<'_> {}

impl Attribute for Touches<'_> {
    fn record(&self, slot: Slot<'_>) -> Recorded {
        slot.display(self)
    }
}

#[traced(attributes(a = %touches))]
fn touched<'a>(cx: &TraceContract, touches: &Touches<'a>) -> Result<u64, Touches<'a>> {
    Err(Touches(touches.0))
}

fn same_span() {
    let pipeline = Pipeline::builder().exporter(Counts::default());
    let pipeline = pipeline.install().unwrap();
    no_hang(|| {
        run_sync("root", |cx| {
            cx.set_attribute("value", Touches(cx));
            cx.add_event("event", [("value", Touches(cx))]);
            cx.add_link(cx.span_context(), [("value", Touches(cx))]);
            cx.record_error(&Touches(cx));
            assert!(touched(cx, &Touches(cx)).is_err());
        });
    });
    assert_eq!(pipeline.shutdown(HANG).unwrap().stats.exported, 2);
}

#[traced]
async fn fails(cx: &TraceContract) -> Result<(), Busy> {
    Err(Busy)
}

fn errors() {
    let pipeline = Pipeline::builder().exporter(Counts::default());
    let pipeline = pipeline.install().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    no_hang(|| {
        runtime.block_on(trace_runtime::run("root", async |cx| {
            assert!(fails(cx).await.is_err());
        }));
    });
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!(stats.exported, stats.started);
    assert!(BUSY.load(Ordering::Relaxed) >= 3);
}

/// It is not asked about a trace that it begins itself.
fn sampler() {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    let sampler = Sampler::custom(|input| {
        ASKED.fetch_add(1, Ordering::Relaxed);
        if input.name == "outer" {
            spans(1);
            let _ = flush(Duration::from_millis(200));
        }
        Decision::Record
    });
    let builder = Pipeline::builder()
        .sampler(sampler)
        .exporter(Counts::default());
    let pipeline = builder.install().unwrap();
    no_hang(|| run_sync("outer", |_| {}));
    assert_eq!(ASKED.load(Ordering::Relaxed), 1);
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!(stats.exported, 1);
    assert_eq!(stats.counter(Counter::TraceInSampler), 1);
}

/// In whatever it is nested, and on another thread as well.
fn endless_sampler() {
    let custom = Sampler::custom(|_| {
        for _ in 0..2 {
            run_sync("inner", |cx| assert!(!cx.is_recording()));
            trace_runtime::untraced_sync("probe", |_| {});
        }
        Decision::Record
    });
    let sampler = Sampler::parent_based(Sampler::per_name([("*", custom)], Sampler::always_off()));
    let builder = Pipeline::builder().sampler(sampler);
    let pipeline = builder.exporter(Counts::default()).install().unwrap();
    no_hang(|| {
        run_sync("outer", |cx| assert!(cx.is_recording()));
        thread::spawn(|| run_sync("outer", |cx| assert!(cx.is_recording())))
            .join()
            .unwrap();
    });
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!(stats.exported, 2);
    assert_eq!(stats.counter(Counter::TraceInSampler), 4);
}

/// Its text is that of a span that fails with it.
#[derive(Debug)]
struct Endless;

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for _ in 0..2 {
            assert!(run_sync("to be shown", fails_endlessly).is_err());
        }
        f.write_str("endless")
    }
}

impl std::error::Error for Endless {}

#[traced]
fn fails_endlessly(cx: &TraceContract) -> Result<(), Endless> {
    cx.record_error(&Endless);
    Err(Endless)
}

fn endless_error() {
    let pipeline = Pipeline::builder().exporter(Counts::default());
    let pipeline = pipeline.install().unwrap();
    no_hang(|| assert!(run_sync("root", fails_endlessly).is_err()));
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!(stats.exported, stats.started);
    assert!(stats.counter(Counter::AttributePanics) > 0);
}

/// It is its own source, and opens a span each time that it is asked.
#[derive(Debug)]
struct OwnSource;

impl fmt::Display for OwnSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("own")
    }
}

impl std::error::Error for OwnSource {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        run_sync("source", |cx| cx.record_error(&OwnSource));
        Some(&OwnSource)
    }
}

fn endless_source() {
    let pipeline = Pipeline::builder().exporter(Counts::default());
    let pipeline = pipeline.install().unwrap();
    no_hang(|| run_sync("root", |cx| cx.record_error(&OwnSource)));
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!(stats.exported, stats.started);
}

/// It is an attribute of the span that is opened to show it.
struct OwnValue;

impl fmt::Debug for OwnValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        run_sync("to be shown", |cx| shows(cx, &OwnValue));
        f.write_str("value")
    }
}

#[traced(attributes(value = ?value))]
fn shows(cx: &TraceContract, value: &OwnValue) {}

fn endless_value() {
    let pipeline = Pipeline::builder().exporter(Counts::default());
    let pipeline = pipeline.install().unwrap();
    no_hang(|| run_sync("root", |cx| shows(cx, &OwnValue)));
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!(stats.exported, stats.started);
    assert!(stats.counter(Counter::AttributePanics) > 0);
}

/// It uses a gated resource, for which it is entered and left again.
struct UsesGated;

fn use_gated() {
    run_sync("stand-in", |cx| {
        Gated::new(()).call_sync(cx, "gated", |_, ()| {})
    });
}

impl StandIn for UsesGated {
    fn enter(&self) {
        use_gated();
    }

    fn leave(&self) {
        use_gated();
    }
}

fn endless_stand_in() {
    set_stand_in(|| {
        use_gated();
        Some(Box::new(UsesGated))
    });
    let pipeline = Pipeline::builder().exporter(Counts::default());
    let pipeline = pipeline.install().unwrap();
    let five = || {
        run_sync("root", |cx| {
            Gated::new(5).call_sync(cx, "five", |_, five| *five)
        })
    };
    assert_eq!(no_hang(five), 5);
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!(stats.exported, stats.started);
}

/// A log file that is traced itself, flushes, and shuts down in the end.
struct Sink;

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        BUSY.fetch_add(1, Ordering::Relaxed);
        spans(1);
        assert!(flush(Duration::from_secs(3600)).is_err());
        assert!(shutdown(Duration::from_secs(3600)).is_err());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        spans(1);
        Ok(())
    }
}

fn sink() {
    let exporter = JsonExporter::new(Sink);
    let pipeline = Pipeline::builder().exporter(exporter).install().unwrap();
    spans(10);
    no_hang(|| pipeline.flush(HANG)).unwrap();
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!((stats.started, stats.exported), (10, 10));
    assert_eq!(BUSY.load(Ordering::Relaxed), 1);
}
