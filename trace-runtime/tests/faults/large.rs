//! Spans that are larger, deeper and more than anybody meant, and their ids.

use std::collections::HashSet;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use trace_runtime::exporter::{Batch, Deadline, ExportError, MemoryExporter, SpanExporter};
use trace_runtime::stats::Counter;
use trace_runtime::{Pipeline, SpanId, TraceContract, TraceId, run_sync, stats};

use crate::harness::{Case, case, ends_well};
use crate::support::{HANG, balanced};

pub(crate) const CASES: [Case; 4] = [
    Case {
        name: "large/a span with 10 million events",
        run: one_span,
        check: |ended| {
            ends_well(ended);
            let told = ended
                .stderr
                .lines()
                .filter(|line| line.contains("exceed their limits"));
            assert_eq!(told.count(), 1, "{}", ended.stderr);
        },
    },
    case("large/it takes a mebibyte at most", bytes),
    case("large/10,000 spans in each other", deep),
    case("large/a million ids", ids),
];

const EVENTS: u32 = 10_000_000;
const ATTRIBUTES: u32 = 1_000_000;
const LINKS: u32 = 1_000_000;

fn one_span() {
    let memory = MemoryExporter::new();
    let pipeline = Pipeline::builder()
        .exporter(memory.clone())
        .install()
        .unwrap();
    let text = "é".repeat(5_000_000);
    run_sync("large", |cx| {
        for _ in 0..EVENTS {
            cx.add_event("event", ());
        }
        cx.set_attribute("text", text.as_str());
        for number in 1..ATTRIBUTES {
            cx.set_attribute(number.to_string(), number);
        }
        for _ in 0..LINKS {
            cx.add_link(cx.span_context(), ());
        }
    });
    // Others that exceed a limit are not told again.
    for _ in 0..10 {
        run_sync("another", |cx| {
            (0..200).for_each(|_| cx.add_event("event", ()))
        });
        pipeline.flush(HANG).unwrap();
    }
    let spans = memory.take();
    let span = &spans[0];
    assert_eq!(
        (span.events.len(), span.dropped_events),
        (128, EVENTS - 128)
    );
    let attributes = (span.attributes.len(), span.dropped_attributes);
    assert_eq!(attributes, (128, ATTRIBUTES - 128));
    assert_eq!((span.links.len(), span.dropped_links), (128, LINKS - 128));
    let text = span.attribute("text").unwrap().to_string();
    assert_eq!(text, "é".repeat(4 * 1024));
    let dropped = stats().counter(Counter::DroppedEvents);
    assert_eq!(dropped, u64::from(EVENTS) - 128 + 10 * (200 - 128));
}

/// Waits in its first export until it is told to go on.
struct Waits(Option<Receiver<()>>);

impl SpanExporter for Waits {
    fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        if let Some(go_on) = self.0.take() {
            go_on.recv().unwrap();
        }
        Ok(())
    }
}

/// A span that has as much as its limits allow of everything.
fn full(cx: &TraceContract) {
    let text = "x".repeat(1_000_000);
    for number in 0..200 {
        cx.set_attribute(format!("{number}{text}"), text.clone());
        cx.add_event(text.clone(), [("text", text.clone())]);
        cx.set_attribute(format!("{number}"), text.clone());
        cx.add_event("event", [("text", text.clone()), ("again", text.clone())]);
        cx.add_link(cx.span_context(), [("text", text.clone())]);
    }
}

fn bytes() {
    let (go_on, waits) = channel();
    let builder = Pipeline::builder().exporter(Waits(Some(waits)));
    let pipeline = builder.install().unwrap();
    run_sync("first", |_| {});
    // The collector hangs in it, and fetches nothing.
    assert!(
        pipeline
            .flush(std::time::Duration::from_millis(100))
            .is_err()
    );
    let before = stats().buffer_bytes;
    run_sync("large", full);
    let grown = stats().buffer_bytes - before;
    assert!(grown <= 1024 * 1024, "{grown}");
    assert!(grown > 256 * 1024, "{grown}: is it full?");
    go_on.send(()).unwrap();
    assert_eq!(pipeline.shutdown(HANG).unwrap().stats.exported, 2);
}

fn deep() {
    const DEPTH: usize = 10_000;
    fn descend(cx: &TraceContract, left: usize) {
        if left > 0 {
            cx.span_sync("deeper", |cx| descend(cx, left - 1));
        }
    }
    let memory = MemoryExporter::new();
    let pipeline = Pipeline::builder()
        .exporter(memory.clone())
        .install()
        .unwrap();
    // The stack is of the user's making; what waits for its end is ours.
    let builder = thread::Builder::new().stack_size(512 * 1024 * 1024);
    let thread = builder
        .spawn(|| run_sync("root", |cx| descend(cx, DEPTH)))
        .unwrap();
    thread.join().unwrap();
    pipeline.shutdown(HANG).unwrap();
    let spans = memory.take();
    assert_eq!(spans.len(), DEPTH + 1);
    // The innermost ends first.
    for pair in spans.windows(2) {
        assert_eq!(pair[0].parent_span_id, Some(pair[1].span_id));
    }
    assert_eq!(spans[DEPTH].parent_span_id, None);
    assert_eq!(balanced().dropped(), 0);
}

/// On four threads. Zero is no id: the types have no room for it.
fn ids() {
    const EACH: usize = 250_000;
    let threads = [0; 4].map(|_| {
        thread::spawn(|| {
            let traces: Vec<_> = (0..EACH).map(|_| TraceId::random()).collect();
            let spans: Vec<_> = (0..EACH).map(|_| SpanId::random()).collect();
            (traces, spans)
        })
    });
    let (mut traces, mut spans) = (HashSet::new(), HashSet::new());
    for thread in threads {
        let (of_traces, of_spans) = thread.join().unwrap();
        traces.extend(of_traces.iter().map(|id| id.to_u128()));
        spans.extend(of_spans.iter().map(|id| id.to_u64()));
    }
    assert_eq!(traces.len(), 4 * EACH);
    // Four sequences of 64 bits: that two of them meet has a chance of 1 in 10^7.
    assert_eq!(spans.len(), 4 * EACH);
    assert!(!traces.contains(&0) && !spans.contains(&0));
}
