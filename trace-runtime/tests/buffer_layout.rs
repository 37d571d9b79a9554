//! What was recorded is what an exporter reads, whatever it was.

use std::collections::HashMap;
use std::time::Duration;

use trace_runtime::__macro_support::{Callsite, Contract, Span, SpanKind};
use trace_runtime::exporter::{FinishedSpan, MemoryExporter, SpanStatus};
use trace_runtime::{Pipeline, SpanContext, SpanId, Status, TraceContract, Value, run_sync};

/// Random numbers of our own, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        (self.0 >> 33) as usize % end
    }

    fn text(&mut self) -> String {
        let alphabet = ['a', 'Z', '0', ' ', 'é', 'π', '\n', '\u{0}', '字', '🦀'];
        let length = match self.below(20) {
            0 => self.below(2000),
            _ => self.below(24),
        };
        (0..length)
            .map(|_| alphabet[self.below(alphabet.len())])
            .collect()
    }

    fn integer(&mut self) -> i64 {
        let bits = (self.below(1 << 31) as u64) << 33 ^ (self.below(1 << 31) as u64) << 10;
        (bits as i64) >> self.below(64)
    }

    fn value(&mut self) -> Value {
        let items = self.below(9);
        match self.below(8) {
            0 => Value::from(self.below(2) == 0),
            1 => Value::from(self.integer()),
            2 => Value::from(self.integer() as f64 / 7.0),
            3 | 4 => Value::from(self.text()),
            5 => Value::from((0..items).map(|_| self.integer()).collect::<Vec<_>>()),
            6 => Value::from((0..items).map(|_| self.below(2) == 0).collect::<Vec<_>>()),
            _ => Value::from((0..items).map(|_| self.text()).collect::<Vec<_>>()),
        }
    }

    fn attributes(&mut self) -> Vec<(String, Value)> {
        let count = self.below(5);
        (0..count)
            .map(|key| (format!("key.{key}"), self.value()))
            .collect()
    }
}

/// What a span should look like.
#[derive(Default)]
struct Expected {
    name: String,
    attributes: Vec<(String, Value)>,
    events: Vec<(String, Vec<(String, Value)>)>,
    links: Vec<(SpanId, Vec<(String, Value)>)>,
    error: Option<String>,
    parent: Option<SpanId>,
}

static CALLSITE: Callsite = Callsite::new(
    "declared",
    SpanKind::Producer,
    "layout::test",
    "",
    "layout.rs",
    42,
    &["d0", "d1", "d2", "d3", "d4", "d5"],
);

fn record(random: &mut Random, parent: &TraceContract) -> (SpanId, Expected) {
    let mut expected = Expected {
        name: "declared".to_owned(),
        parent: Some(parent.span_id()),
        ..Expected::default()
    };
    let declared: Vec<_> = (0..6)
        .map(|_| (random.below(4) > 0).then(|| random.value()))
        .collect();
    let mut span = Span::<24>::start_with_room(Contract::__traced_parent(parent), &CALLSITE);
    span.declare(|attributes| {
        for value in &declared {
            match value {
                // Each by the way that `#[traced]` would take.
                Some(Value::Str(text)) => attributes.display(text),
                Some(Value::I64(value)) => attributes.value(value),
                Some(Value::I64s(list)) => attributes.value(list),
                value => attributes.value(value),
            }
        }
    });
    for (key, value) in CALLSITE.keys().iter().zip(declared) {
        let value = value.map(|value| (key.to_string(), value));
        expected.attributes.extend(value);
    }
    let cx = span.contract();
    if random.below(2) == 0 {
        for (key, value) in random.attributes() {
            cx.set_attribute(key.clone(), value.clone());
            expected.attributes.push((key, value));
        }
        let again = random.value();
        cx.set_attribute("d0", again.clone());
        expected.attributes.retain(|(key, _)| key != "d0");
        expected.attributes.push(("d0".to_owned(), again));
    }
    for _ in 0..random.below(3) {
        let (name, attributes) = (random.text(), random.attributes());
        cx.add_event(name.clone(), attributes.clone());
        expected.events.push((name, attributes));
    }
    for _ in 0..random.below(3) {
        let to = SpanId::random();
        let context = SpanContext::new(
            cx.trace_id(),
            to,
            cx.trace_flags(),
            cx.trace_state().clone(),
        );
        let attributes = random.attributes();
        cx.add_link(context, attributes.clone());
        expected.links.push((to, attributes));
    }
    if random.below(3) == 0 {
        expected.name = random.text();
        cx.set_name(expected.name.clone());
    }
    if random.below(3) == 0 {
        let message = random.text();
        cx.set_status(Status::Error(message.clone().into()));
        expected.error = Some(message);
    }
    let id = cx.span_id();
    span.finish();
    (id, expected)
}

fn check(span: &FinishedSpan, expected: &Expected) {
    let sorted = |attributes: &[(String, Value)]| {
        let mut attributes = attributes.to_vec();
        attributes.sort_by(|one, other| one.0.cmp(&other.0));
        attributes
    };
    let read = |attributes: &[(trace_runtime::Key, Value)]| {
        let attributes = attributes.iter();
        attributes
            .map(|(key, value)| (key.to_string(), value.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(span.name, expected.name);
    assert_eq!(
        sorted(&read(&span.attributes)),
        sorted(&expected.attributes)
    );
    let events: Vec<_> = span
        .events
        .iter()
        .map(|event| (event.name.to_string(), read(&event.attributes)))
        .collect();
    assert_eq!(events, expected.events);
    let links: Vec<_> = span
        .links
        .iter()
        .map(|link| (link.span_id, read(&link.attributes)))
        .collect();
    assert_eq!(links, expected.links);
    match &expected.error {
        Some(message) => assert_eq!(span.status(), SpanStatus::Error { message }),
        None => assert_eq!(span.status(), SpanStatus::Unset),
    }
    assert_eq!(span.parent_span_id, expected.parent);
    assert_eq!((span.kind, span.callsite.line()), (SpanKind::Producer, 42));
    assert!(span.end_unix_nanos >= span.start_unix_nanos);
    assert!(span.flags.is_sampled());
    assert_eq!(
        (
            span.dropped_attributes,
            span.dropped_events,
            span.dropped_links
        ),
        (0, 0, 0)
    );
}

#[test]
fn what_is_read_is_what_was_recorded() {
    let memory = MemoryExporter::new();
    let pipeline = Pipeline::builder()
        .exporter(memory.clone())
        .install()
        .unwrap();
    let mut random = Random(7);
    let mut expected = HashMap::new();
    for _ in 0..40 {
        run_sync("root", |cx| {
            for _ in 0..random.below(100) {
                let (id, span) = record(&mut random, cx);
                expected.insert(id, span);
            }
        });
    }
    pipeline.flush(Duration::from_secs(60)).unwrap();
    let spans = memory.take();
    let (roots, children): (Vec<_>, Vec<_>) = spans
        .iter()
        .partition(|span| span.name == "root" && span.parent_span_id.is_none());
    assert_eq!((roots.len(), children.len()), (40, expected.len()));
    for span in children {
        check(span, &expected[&span.span_id]);
    }
    for root in roots {
        assert_eq!(
            (root.kind, root.parent_is_remote),
            (SpanKind::Internal, false)
        );
        assert!(root.trace_state.is_empty() && root.attributes.is_empty());
    }
}
