//! The exporters that write text.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use trace_runtime::context::{TraceFlags, TraceState};
use trace_runtime::exporter::{
    Batch, Deadline, ExportError, JsonExporter, SpanExporter, TreeExporter,
};
use trace_runtime::{
    Pipeline, SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceId, run_sync,
};

/// A file that the test can read.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Both(TreeExporter<Shared>, JsonExporter<Shared>);

impl SpanExporter for Both {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        self.0.export(batch, deadline)?;
        self.1.export(batch, deadline)
    }

    fn shutdown(&mut self, deadline: &Deadline) {
        self.0.shutdown(deadline);
        self.1.shutdown(deadline);
    }
}

#[test]
fn text_shows_the_tree_and_cannot_be_forged() {
    let (tree, json) = (Shared::default(), Shared::default());
    let exporter = Both(
        TreeExporter::new(tree.clone()),
        JsonExporter::new(json.clone()),
    );
    let pipeline = Pipeline::builder().exporter(exporter).install().unwrap();

    run_sync(
        SpanBuilder::named("checkout").kind(SpanKind::Server),
        |cx| {
            cx.span_sync("reserve", |cx| {
                for (key, value) in [
                    ("url.scheme", 1),
                    ("order.id", 1250),
                    ("http.response.status_code", 201),
                ] {
                    cx.set_attribute(key, value);
                }
                cx.span_sync("query", |_| {});
            });
            cx.span_sync("charge", |cx| {
                cx.set_status(Status::Error("card\ndeclined \u{1b}[2J\u{202e}".into()));
                cx.set_attribute("evil\u{2028}\"key\"", vec![f64::NAN, 0.5]);
                cx.add_event("tried", [("at", "bank")]);
                let earlier = SpanContext::remote(
                    TraceId::from_u128(7).unwrap(),
                    SpanId::from_u64(9).unwrap(),
                    TraceFlags::default(),
                    TraceState::default(),
                );
                cx.add_link(earlier, [("why\n↗", "again\n* forged")]);
            });
            let abandoned = cx.span("abandoned", async |_| std::future::pending::<()>().await);
            let mut abandoned = Box::pin(abandoned);
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            assert!(abandoned.as_mut().poll(&mut context).is_pending());
        },
    );
    pipeline.shutdown(Duration::from_secs(30)).unwrap();

    let tree = tree.text();
    let lines: Vec<_> = tree.lines().collect();
    assert_eq!(lines.len(), 7, "{tree}");
    let starts = [
        "checkout  ",
        "├─ reserve  ",
        "│  └─ query  ",
        "├─ charge  ",
        r"│     ↗ 00000000000000000000000000000007 0000000000000009  why\n↗=again\n* forged",
        "│     * tried  at=bank",
        "└─ abandoned  ",
    ];
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{tree}");
    }
    assert!(lines[0].contains("  server  "), "{tree}");
    let reserved = "  http.response.status_code=201  order.id=1250  url.scheme=1";
    assert!(lines[1].ends_with(reserved), "{tree}");
    assert!(
        lines[3].contains(r"  ✗ card\ndeclined \u{1b}[2J\u{202e}  "),
        "{tree}"
    );
    assert!(lines[6].ends_with("  ⊘ cancelled"), "{tree}");

    let json = json.text();
    let spans: Vec<serde_json::Value> = json
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(spans.len(), 5);
    assert!(!json.contains(['\u{1b}', '\u{2028}', '\u{202e}']));
    let named = |name: &str| spans.iter().find(|span| span["name"] == name).unwrap();
    let (root, charge) = (named("checkout"), named("charge"));
    assert_eq!(root["kind"], "server");
    assert_eq!(root["status"], "unset");
    assert!(root.get("parent_span_id").is_none());
    assert_eq!(charge["parent_span_id"], root["span_id"]);
    assert_eq!(charge["trace_id"], root["trace_id"]);
    assert_eq!(charge["message"], "card\ndeclined \u{1b}[2J\u{202e}");
    assert_eq!(charge["attributes"]["evil\u{2028}\"key\""][0], "NaN");
    assert_eq!(charge["attributes"]["evil\u{2028}\"key\""][1], 0.5);
    assert_eq!(charge["events"][0]["attributes"]["at"], "bank");
    assert_eq!(named("reserve")["attributes"]["order.id"], 1250);
    assert_eq!(named("abandoned")["status"], "unset");
    assert_eq!(named("abandoned")["attributes"]["cancelled"], true);
    let nanos = |key: &str| charge[key].as_str().unwrap().parse::<u64>().unwrap();
    assert!(nanos("start_unix_nanos") <= nanos("end_unix_nanos"));
}
