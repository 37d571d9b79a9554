//! Traces as files.

#![allow(clippy::unwrap_used)]

#[path = "../../trace-model/tests/otlp/arbitrary.rs"]
mod arbitrary;

use std::cell::Cell;
use std::io::{self, BufReader, Read};

use proptest::prelude::*;
use trace_model::{SpanKind, Status, Trace, Value};
use trace_viewer::exchange::{Document, Form, Pieces, read, to_lines};

fn documents(file: &str) -> Vec<Document> {
    read(file.as_bytes()).unwrap().map(Result::unwrap).collect()
}

fn misread(file: &str) -> String {
    let error = match read(file.as_bytes()) {
        Err(error) => error,
        Ok(reading) => reading.filter_map(Result::err).next().unwrap(),
    };
    error.to_string()
}

/// Spans and lines by trace, whatever documents they came in.
fn together(documents: Vec<Document>) -> Vec<Trace> {
    let mut traces: Vec<Trace> = Vec::new();
    for part in documents.into_iter().flat_map(|document| document.traces) {
        match traces.iter_mut().find(|trace| trace.id == part.id) {
            Some(trace) => {
                trace.spans.extend(part.spans);
                trace.logs.extend(part.logs);
            }
            None => traces.push(part),
        }
    }
    traces
}

proptest! {
    #[test]
    fn what_is_written_is_read_exactly(traces in proptest::collection::vec(arbitrary::trace(), 1..4)) {
        let file: String = traces.iter().map(to_lines).collect();
        let read = together(documents(&file));
        // A NaN is not equal to itself; as text it is.
        prop_assert_eq!(format!("{read:?}"), format!("{traces:?}"));
    }

    #[test]
    fn whatever_a_file_holds_nothing_panics(file in ".{0,200}") {
        if let Ok(reading) = read(file.as_bytes()) {
            reading.for_each(drop);
        }
    }
}

#[test]
fn one_document_may_span_many_lines() {
    let file = r#"{
        "resourceSpans": [{"scopeSpans": [{"spans": [
            {"traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "00f067aa0ba902b7", "name": "a"}
        ]}]}],
        "resourceLogs": [{"scopeLogs": [{"logRecords": [
            {"traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "body": {"stringValue": "b"}}
        ]}]}]
    }"#;
    let read = documents(file);
    let forms: Vec<_> = read.iter().map(|document| document.form).collect();
    assert_eq!(forms, [Form::OtlpTraces, Form::OtlpLogs]);
    let [trace] = together(read).try_into().unwrap();
    assert_eq!(
        (&*trace.spans[0].name, &trace.logs[0].body),
        ("a", &Value::from("b"))
    );
}

#[test]
fn a_file_of_jaeger_is_read() {
    let [document] = documents(include_str!("saved/jaeger.json"))
        .try_into()
        .unwrap();
    assert_eq!(document.form, Form::Jaeger);
    assert_eq!(
        (document.refused, document.first_refused.as_str()),
        (1, "`zz` is no span id")
    );
    let [trace] = document.traces.try_into().unwrap();
    // Jaeger leaves out the zeros in front.
    assert_eq!(trace.id.to_string(), "0000000000000000a3ce929d0e0e4736");
    let [server, client] = trace.spans.try_into().unwrap();
    assert_eq!(
        (server.kind, client.kind),
        (SpanKind::Server, SpanKind::Client)
    );
    assert_eq!(client.parent, Some(server.span_id));
    assert_eq!(client.links.len(), 1);
    assert_eq!(&*server.service(), "orders");
    assert_eq!(server.resource.get("host.name"), Some(&Value::from("blue")));
    assert_eq!(server.start_unix_nanos, 1_764_255_731_512_003_000);
    assert_eq!(server.duration_nanos(), 2_565_000);
    assert_eq!(
        client.status,
        Status::Error {
            message: "no rows".into()
        }
    );
    assert_eq!(
        client.get("db.rows"),
        Some(&Value::Int(9_007_199_254_740_993))
    );
    assert_eq!(client.get("retried"), Some(&Value::Bool(true)));
    assert_eq!(client.get("share"), Some(&Value::Double(1.0)));
    assert_eq!(
        client.get("raw"),
        Some(&Value::Bytes(b"\x01\x02"[..].into()))
    );
    assert_eq!(&*client.scope.name, "sqlx");
    assert_eq!(&*client.events[0].name, "exception");
    assert_eq!(
        client.events[0].get("exception.message"),
        Some(&Value::from("no rows"))
    );
}

#[test]
fn an_answer_of_jaegers_third_version_is_otlp() {
    let file = r#"{"result": {"resourceSpans": []}}"#;
    assert_eq!(documents(file)[0].form, Form::OtlpTraces);
}

#[test]
fn a_mistake_is_told_with_its_place() {
    for (file, said) in [
        ("", "line 1, column 1: there is nothing in it"),
        (
            "<html>",
            "line 1, column 1: no JSON (expected value), in what begins with `<html>`",
        ),
        (
            "{\"resourceSpans\": []}\n{\"resourceSpans\": [}",
            "line 2, column 20: no JSON (expected value), in what begins with `{\"resourceSpans\": [}`",
        ),
        (
            "it's \u{1b}[2J",
            "line 1, column 1: no JSON (expected value), in what begins with `it's \\u{1b}[2J`",
        ),
        (
            "\n {\"spans\": []}",
            "line 2, column 2: expected `resourceSpans` or `resourceLogs` (OTLP), or `data` (Jaeger)",
        ),
        (
            "[1]",
            "line 1, column 1: expected `resourceSpans` or `resourceLogs` (OTLP), or `data` (Jaeger)",
        ),
        (
            "{\"data\": [{\"spans\": [\n{\"spanID\": 7}]}]}",
            "line 2, column 12: no trace of Jaeger: invalid type: integer `7`, expected a string",
        ),
    ] {
        assert_eq!(misread(file), said, "{file:?}");
    }
}

#[test]
fn a_span_that_says_something_impossible_is_left_out_alone() {
    let file = r#"{"resourceSpans": [{"scopeSpans": [{"spans": [
        {"traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "00f067aa0ba902b7"},
        {"traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "7"}
    ]}]}]}"#;
    let [document] = documents(file).try_into().unwrap();
    assert_eq!((document.traces[0].spans.len(), document.refused), (1, 1));
    assert!(!document.first_refused.is_empty());
}

/// So many bytes of lines, made while they are read.
struct Made<'a> {
    line: &'a [u8],
    given: &'a Cell<usize>,
    length: usize,
}

impl Read for Made<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let given = self.given.get();
        let rest = &self.line[given % self.line.len()..];
        let count = rest.len().min(buffer.len()).min(self.length - given);
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given.set(given + count);
        Ok(count)
    }
}

#[test]
fn a_file_of_any_size_is_read_a_line_at_a_time() {
    const LIMIT: usize = 1 << 10;
    let line = concat!(
        r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","#,
        r#""spanId":"00f067aa0ba902b7","name":"a"}]}]}]}"#,
        "\n"
    );
    let given = Cell::new(0);
    let count = 2_000;
    let source = Made {
        line: line.as_bytes(),
        given: &given,
        length: count * line.len(),
    };
    let mut pieces = Pieces::of(BufReader::with_capacity(LIMIT, source), LIMIT);
    let mut spans = 0;
    while let Some(piece) = pieces.next() {
        // Nothing is held but this line and the buffer.
        assert!(given.get() - pieces.bytes() as usize <= LIMIT);
        for document in piece.unwrap().documents() {
            spans += document.unwrap().traces[0].spans.len();
        }
    }
    assert_eq!((spans, given.get()), (count, count * line.len()));
}
