//! User code that panics where we call it: the function returns its value.

use std::error::Error;
use std::fmt;

use trace_runtime::exporter::{FinishedSpan, MemoryExporter};
use trace_runtime::integration::{StandIn, set_stand_in};
use trace_runtime::sampling::{Decision, Sampler};
use trace_runtime::stats::Counter;
use trace_runtime::{Gated, Pipeline, TraceContract, run_sync, stats, traced};

use crate::harness::{Case, case};
use crate::support::{HANG, balanced, spans};

pub(crate) const CASES: [Case; 6] = [
    case("user panics/in Debug, Display and Attribute", values),
    case("user panics/in an error and its sources", errors),
    case("user panics/in the drop of what was thrown", thrown),
    case(
        "user panics/in the drop of what a field threw",
        thrown_by_a_field,
    ),
    case("user panics/in the sampler", sampler),
    case("user panics/in a stand-in", stand_in),
];

/// Panics in all that we may call.
struct Bad;

impl fmt::Debug for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("half")?;
        panic!("in Debug");
    }
}

impl fmt::Display for Bad {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("in Display");
    }
}

impl Error for Bad {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        panic!("in source");
    }
}

/// Returns an error from `Debug` and `Display`.
struct Refuses;

impl fmt::Debug for Refuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("half")?;
        Err(fmt::Error)
    }
}

impl fmt::Display for Refuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Throws something whose own drop panics.
#[derive(Debug)]
struct Throws;

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("in the drop of what was thrown");
    }
}

impl fmt::Display for Throws {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        std::panic::panic_any(Bomb);
    }
}

impl Error for Throws {}

#[traced(attributes(first = 1, bad = ?bad, worse = %bad, half = ?refuses, last = 2))]
fn records(cx: &TraceContract, bad: &Bad, refuses: &Refuses) -> u64 {
    cx.record_error(bad);
    42
}

#[traced]
fn fails(cx: &TraceContract) -> Result<u64, Bad> {
    Err(Bad)
}

/// The error itself is well, its source is not.
#[derive(Debug)]
struct Outer;

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("outer")
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&Bad)
    }
}

#[traced]
fn fails_below(cx: &TraceContract) -> Result<u64, Outer> {
    Err(Outer)
}

#[traced]
fn throws(cx: &TraceContract) -> Result<u64, Throws> {
    Err(Throws)
}

#[traced(attributes(thrown = %Throws))]
fn throws_as_a_field(cx: &TraceContract) -> u64 {
    42
}

/// What `body` records, on top of its value.
fn recorded<T>(body: impl FnOnce(&TraceContract) -> T) -> (T, Vec<FinishedSpan>) {
    let memory = MemoryExporter::new();
    let pipeline = Pipeline::builder()
        .exporter(memory.clone())
        .install()
        .unwrap();
    let value = run_sync("root", body);
    pipeline.shutdown(HANG).unwrap();
    assert_eq!(balanced().in_flight(), 0);
    (value, memory.take())
}

fn text(span: &FinishedSpan, key: &str) -> String {
    span.attribute(key).expect(key).to_string()
}

fn values() {
    let (value, spans) = recorded(|cx| records(cx, &Bad, &Refuses));
    assert_eq!(value, 42);
    let span = &spans[0];
    assert_eq!(text(span, "bad"), "half<panicked>");
    assert_eq!(text(span, "worse"), "<panicked>");
    assert_eq!(text(span, "half"), "half");
    assert_eq!(
        (text(span, "first"), text(span, "last")),
        ("1".into(), "2".into())
    );
    assert_eq!(stats().counter(Counter::AttributePanics), 3);
}

fn errors() {
    let ((bad, outer), spans) = recorded(|cx| (fails(cx), fails_below(cx)));
    assert!(bad.is_err() && outer.is_err());
    assert_eq!(spans.len(), 3);
    let message = |span: &FinishedSpan| {
        let event = span.events.last().unwrap();
        event.attribute("exception.message").unwrap().to_string()
    };
    assert_eq!(message(&spans[0]), "<panicked>");
    assert!(
        message(&spans[1]).starts_with("outer"),
        "{}",
        message(&spans[1])
    );
}

fn thrown() {
    let (value, spans) = recorded(throws);
    assert!(value.is_err());
    assert_eq!(spans.len(), 2);
}

fn thrown_by_a_field() {
    let (value, spans) = recorded(throws_as_a_field);
    assert_eq!(value, 42);
    assert_eq!(text(&spans[0], "thrown"), "<panicked>");
}

fn sampler() {
    let memory = MemoryExporter::new();
    let sampler = Sampler::custom(|input| {
        assert_ne!(input.name, "span", "in the sampler");
        Decision::Record
    });
    let builder = Pipeline::builder()
        .sampler(sampler)
        .exporter(memory.clone());
    let pipeline = builder.install().unwrap();
    spans(3);
    run_sync("recorded", |_| {});
    pipeline.shutdown(HANG).unwrap();
    assert_eq!(memory.take().len(), 1);
}

/// It panics when it is left, also by a panic.
struct Leaves;

impl StandIn for Leaves {
    fn enter(&self) {}

    fn leave(&self) {
        panic!("in leave");
    }
}

fn stand_in() {
    set_stand_in(|| Some(Box::new(Leaves)));
    let gated = Gated::new(5);
    let value = run_sync("root", |cx| gated.call_sync(cx, "five", |_, five| *five));
    assert_eq!(value, 5);
    let thrown = std::panic::catch_unwind(|| {
        run_sync("root", |cx| {
            gated.call_sync(cx, "throws", |_, _| panic!("in the body"))
        });
    });
    assert_eq!(thrown.unwrap_err().downcast_ref(), Some(&"in the body"));
}
