//! User code that runs inside of ours, and uses all of it: it opens spans,
//! flushes, shuts down and waits for others who do.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use trace_runtime::exporter::JsonExporter;
use trace_runtime::{
    Attribute, Decision, Pipeline, Recorded, Sampler, Slot, TraceContract, flush, run_sync,
    shutdown, traced,
};

use crate::harness::{Case, case};
use crate::support::{Counts, HANG, balanced, no_hang, spans};

pub(crate) const CASES: [Case; 5] = [
    case("reentry/Debug, Display, Attribute and Drop", values),
    case("reentry/on the span that is being recorded", same_span),
    case("reentry/the error that is returned", errors),
    case("reentry/the sampler", sampler),
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

#[traced(fields(a = Busy, b = ?busy, c = %busy), ret)]
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

impl From<Touches<'_>> for trace_runtime::Value {
    fn from(touches: Touches<'_>) -> Self {
        touches.to_string().into()
    }
}

#[traced(fields(a = %touches))]
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

/// A sampler that begins a trace would be asked again, without end.
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
    assert_eq!(ASKED.load(Ordering::Relaxed), 2);
    assert_eq!(pipeline.shutdown(HANG).unwrap().stats.exported, 2);
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
