//! What hostile senders send: each gets the answer that fits, and the next one is served.

use http::StatusCode;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use trace_model::otlp::write_trace;
use trace_model::{Attribute, Trace, Value};
use trace_store::Store;
use trace_store::receive::{Server, Settings};

use crate::support::{GZIP, JSON, PROTOBUF, Running, attribute, gzip, spans, trace};

/// A limit that tests reach quickly.
const MESSAGE_BYTES: usize = 8 << 20;

async fn receiver() -> Running {
    let settings = Settings {
        message_bytes: MESSAGE_BYTES,
        ..Settings::default()
    };
    Running::with(settings, Server::default()).await
}

/// The spans of trace 1, its only span changed.
fn changed(change: impl FnOnce(&mut Trace)) -> Vec<u8> {
    let mut trace = trace(1);
    change(&mut trace);
    write_trace(&trace).0
}

/// A field of bytes or a message, with a number below 16.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut field = vec![number << 3 | 2];
    prost::encoding::encode_varint(bytes.len() as u64, &mut field);
    field.extend_from_slice(bytes);
    field
}

/// A span with a value deeper than it can be written by a function that calls itself.
fn very_deep() -> Vec<u8> {
    let value = (0..5_000).fold(Vec::new(), |value, _| field(5, &field(1, &value)));
    let ids = [field(1, &[1; 16]), field(2, &[1; 8])].concat();
    let span = [ids, field(9, &field(2, &value))].concat();
    field(1, &field(2, &field(2, &span)))
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(Value::Empty, |value, _| Value::List(vec![value]))
}

#[tokio::test]
async fn what_is_no_request_is_told_so_and_the_next_is_served() {
    let whole = gzip(&spans(1));
    let cut = whole[..whole.len() - 9].to_vec();
    let cut_in_check = whole[..whole.len() - 4].to_vec();
    let followed = [&whole[..], b"more"].concat();
    let zeros = gzip(&vec![0; MESSAGE_BYTES + 1]);
    let cases = [
        ("no protobuf", &[PROTOBUF][..], b"hello".to_vec(), 400),
        (
            "a length that lies",
            &[PROTOBUF],
            vec![10, 255, 255, 255, 255, 15],
            400,
        ),
        (
            "a request that is cut",
            &[PROTOBUF],
            spans(1)[..40].to_vec(),
            400,
        ),
        ("no gzip", &[PROTOBUF, GZIP], spans(1), 400),
        ("gzip that is cut", &[PROTOBUF, GZIP], cut, 400),
        (
            "gzip that is cut in its check",
            &[PROTOBUF, GZIP],
            cut_in_check,
            400,
        ),
        (
            "gzip with something behind",
            &[PROTOBUF, GZIP],
            followed,
            400,
        ),
        ("gzip that inflates", &[PROTOBUF, GZIP], zeros.clone(), 413),
        ("gzip that inflates, as JSON", &[JSON, GZIP], zeros, 413),
        ("a long body", &[PROTOBUF], vec![0; MESSAGE_BYTES + 1], 413),
        ("no JSON", &[JSON], spans(1), 400),
        ("an empty JSON", &[JSON], Vec::new(), 400),
        (
            "JSON that is no UTF-8",
            &[JSON],
            b"{\"a\":\"\xff\"}".to_vec(),
            400,
        ),
        (
            "JSON that nests without end",
            &[JSON],
            [b"{\"a\":".as_slice(), &[b'['; 100_000]].concat(),
            400,
        ),
        ("no type", &[], spans(1), 415),
        (
            "a form",
            &[("content-type", "application/x-www-form-urlencoded")],
            spans(1),
            415,
        ),
        (
            "text, as a web page can send it",
            &[("content-type", "text/plain")],
            b"{}".to_vec(),
            415,
        ),
        (
            "an unknown encoding",
            &[PROTOBUF, ("content-encoding", "br")],
            spans(1),
            415,
        ),
    ];
    let receiver = receiver().await;
    for (number, (case, headers, body, status)) in (1..).zip(cases) {
        let answer = receiver.post("/v1/traces", headers, body).await;
        assert_eq!(answer.status.as_u16(), status, "{case}");
        assert!(!answer.body.is_empty(), "{case}");
        let answer = receiver
            .post("/v1/traces", &[PROTOBUF], spans(number))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "after {case}");
        assert!(receiver.trace(number).await.is_some(), "after {case}");
    }
}

/// Whoever is cut off while sending sends the same again.
#[tokio::test]
async fn a_sender_that_still_sends_hears_why_it_is_refused() {
    let settings = Settings {
        message_bytes: 16 << 20,
        in_flight_bytes: 1 << 20,
        ..Settings::default()
    };
    let receiver = Running::with(settings, Server::default()).await;
    for (bytes, status) in [(48 << 20, "413"), (16 << 20, "429")] {
        let mut stream = TcpStream::connect(receiver.address).await.unwrap();
        let head = format!(
            "POST /v1/traces HTTP/1.1\r\nhost: a\r\ncontent-length: {bytes}\r\n\
             content-type: application/x-protobuf\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&vec![0; bytes]).await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer[9..], status.as_bytes());
    }
}

#[tokio::test]
async fn a_span_that_costs_too_much_is_refused_alone() {
    let ids = |length| {
        let mut bytes = spans(1);
        let id = bytes
            .windows(16)
            .position(|id| id == trace(1).id.to_bytes());
        bytes[id.unwrap() - 1] = length;
        bytes
    };
    let cases = [
        (
            "a deep value",
            changed(|trace| {
                trace.spans[0].attributes = vec![attribute("deep", nested(65))];
            }),
        ),
        ("a very deep value", very_deep()),
        (
            "many attributes",
            changed(|trace| {
                trace.spans[0].attributes = vec![attribute("a", 1); 10_001];
            }),
        ),
        (
            "a million attributes",
            changed(|trace| {
                let empty = Attribute {
                    key: "".into(),
                    value: Value::Empty,
                };
                trace.spans[0].attributes = vec![empty; 1_000_000];
            }),
        ),
        (
            "a long attribute",
            changed(|trace| {
                trace.spans[0].attributes = vec![attribute("a", "x".repeat(2 << 20).as_str())];
            }),
        ),
        ("a short id, and what follows of it", ids(15)),
    ];
    let receiver = receiver().await;
    for (case, body) in cases {
        let answer = receiver.post("/v1/traces", &[PROTOBUF], body).await;
        assert_eq!(answer.status, StatusCode::OK, "{case}");
        let answer = ExportTraceServiceResponse::decode(answer.body).unwrap();
        let partial = answer.partial_success.expect(case);
        assert_eq!(partial.rejected_spans, 1, "{case}");
        assert!(partial.error_message.len() < 300, "{case}");
        assert_eq!(receiver.trace(1).await, None, "{case}");
    }
}

#[tokio::test]
async fn a_million_spans_of_nothing_are_counted() {
    let receiver = receiver().await;
    // ResourceSpans { scope_spans: [ScopeSpans { spans: [Span {}; 1_000_000] }] }
    let request = field(1, &field(2, &[2 << 3 | 2, 0].repeat(1_000_000)));
    let answer = receiver.post("/v1/traces", &[PROTOBUF], request).await;
    let answer = ExportTraceServiceResponse::decode(answer.body).unwrap();
    assert_eq!(answer.partial_success.unwrap().rejected_spans, 1_000_000);
    assert_eq!(receiver.store.status().await.spans_taken, 0);
}

#[tokio::test]
async fn what_is_odd_is_kept_as_it_is() {
    let receiver = receiver().await;
    let mut odd = trace(1);
    let span = &mut odd.spans[0];
    span.start_unix_nanos = u64::MAX;
    span.end_unix_nanos = 0;
    span.attributes = vec![
        attribute("infinite", f64::NEG_INFINITY),
        attribute("least", i64::MIN),
        attribute("nul", "\0"),
        attribute("same", 1),
        attribute("same", 2),
        attribute("as deep as may be", nested(63)),
    ];
    let (body, _) = write_trace(&odd);
    let answer = receiver.post("/v1/traces", &[PROTOBUF], body).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.is_empty());
    assert_eq!(receiver.trace(1).await.unwrap().spans, odd.spans);
}

#[tokio::test]
async fn names_that_are_no_utf_8_and_fields_that_come_twice_are_taken() {
    let receiver = receiver().await;
    let mut body = spans(1);
    let name = body.windows(4).position(|name| name == b"POST").unwrap();
    body[name] = 0xff;
    // Two requests, one after the other, are one with two groups.
    let body = [body, spans(2)].concat();
    let answer = receiver.post("/v1/traces", &[PROTOBUF], body).await;
    assert_eq!(answer.status, StatusCode::OK);
    for (number, name) in [
        (1, "\u{fffd}OST /orders – größer"),
        (2, "POST /orders – größer"),
    ] {
        let stored = receiver.trace(number).await.unwrap();
        assert_eq!(stored.spans.len(), 1);
        assert_eq!(&*stored.spans[0].name, name);
    }
}
