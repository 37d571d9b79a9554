//! Log records over OTLP, against a receiver that misbehaves.

#![cfg(feature = "otlp")]
#![allow(clippy::unwrap_used)]

#[path = "support/events.rs"]
mod events;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsPartialSuccess, ExportLogsServiceRequest, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use prost::Message;
use trace_log::otlp::{
    Compression, LogExport, Otlp, OtlpLayer, OtlpStats, StartError, TimedOut, Tls,
};
use trace_runtime::Resource;
use tracing::{info, warn};
use tracing_subscriber::layer::SubscriberExt as _;

const LONG: Duration = Duration::from_secs(20);

/// What was sent: the head of the request, and its body.
type Sent = (String, Vec<u8>);

/// Answers the requests that come, each on its connection, one after another;
/// then it is gone.
fn receiver(answers: Vec<String>) -> (Otlp, Receiver<Sent>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/logs", listener.local_addr().unwrap());
    let (sender, sent) = mpsc::channel();
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            sender.send(request(&stream)).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (Otlp::http(&url).unwrap(), sent)
}

fn request(stream: &TcpStream) -> Sent {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        stream.read_line(&mut head).unwrap();
    }
    let lower = head.to_lowercase();
    let length = lower
        .split("content-length: ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    (head, body)
}

fn status(status: u16) -> String {
    format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n")
}

fn log(layer: OtlpLayer, body: impl FnOnce()) {
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), body);
}

/// Logs `records` events and shuts down.
fn deliver(otlp: Otlp, records: u64) -> (Result<OtlpStats, TimedOut>, LogExport) {
    let (layer, export) = otlp.start().unwrap();
    log(layer, || {
        for number in 0..records {
            info!(number, "an event");
        }
    });
    let stats = export.shutdown(LONG);
    let now = export.stats();
    assert_eq!(now.recorded, records);
    assert_eq!(now.recorded, now.exported + now.dropped() + now.waiting);
    (stats, export)
}

fn text(text: &str) -> Option<AnyValue> {
    let value = Some(Value::StringValue(text.to_owned()));
    Some(AnyValue { value })
}

fn value(attributes: &[KeyValue], key: &str) -> Option<Value> {
    let mut found = attributes.iter().filter(|attribute| attribute.key == key);
    let value = found.next()?.value.clone()?.value;
    assert!(found.next().is_none(), "{key} twice");
    value
}

#[test]
fn a_record_says_all_that_a_line_does() {
    let (otlp, sent) = receiver(vec![status(200)]);
    let resource = Resource::service("shop")
        .with("replicas", 3)
        .with("zones", vec!["a", "b"]);
    let (layer, export) = otlp
        .resource(resource)
        .header("api-key", "k")
        .unwrap()
        .start()
        .unwrap();
    let mut ids = None;
    log(layer, || {
        trace_runtime::run_sync("job", |cx| {
            ids = Some((
                cx.trace_id(),
                cx.span_id(),
                cx.trace_flags(),
                cx.correlation_id(),
            ));
            warn!(target: "shop", yes = true, n = -1, big = u64::MAX, half = 0.5, what = ?Some(1), "a\n{}", 1);
        });
        info!(target: "bare", "no context");
    });
    assert_eq!(export.shutdown(LONG).unwrap().exported, 2);

    let (head, body) = sent.recv_timeout(LONG).unwrap();
    assert!(head.starts_with("POST /v1/logs HTTP/1.1\r\n"), "{head}");
    assert!(
        head.contains("\r\ncontent-type: application/x-protobuf\r\n"),
        "{head}"
    );
    assert!(head.contains("\r\napi-key: k\r\n"), "{head}");
    let request = ExportLogsServiceRequest::decode(&*body).unwrap();
    assert_eq!(request.encode_to_vec().len(), body.len());
    let [logs] = &request.resource_logs[..] else {
        panic!("{request:?}")
    };
    let resource = &logs.resource.as_ref().unwrap().attributes;
    assert_eq!(value(resource, "service.name"), text("shop").unwrap().value);
    assert_eq!(value(resource, "replicas"), Some(Value::IntValue(3)));

    let scopes: Vec<_> = logs
        .scope_logs
        .iter()
        .map(|of| &*of.scope.as_ref().unwrap().name)
        .collect();
    assert_eq!(scopes, ["shop", "bare"]);
    let records: Vec<&LogRecord> = logs
        .scope_logs
        .iter()
        .flat_map(|of| &of.log_records)
        .collect();
    let [paid, bare] = &records[..] else {
        panic!("{request:?}")
    };

    let (trace_id, span_id, flags, correlation_id) = ids.unwrap();
    assert_eq!(paid.trace_id, trace_id.to_bytes());
    assert_eq!(paid.span_id, span_id.to_bytes());
    assert_eq!(paid.flags, u32::from(flags.to_u8()));
    assert_eq!((paid.severity_number, &*paid.severity_text), (13, "WARN"));
    assert_eq!(paid.body, text("a\n1"));
    let expected = [
        ("yes", Value::BoolValue(true)),
        ("n", Value::IntValue(-1)),
        ("big", Value::StringValue(u64::MAX.to_string())),
        ("half", Value::DoubleValue(0.5)),
        ("what", Value::StringValue("Some(1)".to_owned())),
        (
            "trace.correlation_id",
            Value::StringValue(correlation_id.as_str().to_owned()),
        ),
    ];
    assert_eq!(paid.attributes.len(), expected.len());
    for (key, expected) in expected {
        assert_eq!(value(&paid.attributes, key), Some(expected), "{key}");
    }
    assert!(paid.time_unix_nano > 1_700_000_000_000_000_000);
    assert_eq!(paid.observed_time_unix_nano, paid.time_unix_nano);

    assert!(bare.trace_id.is_empty() && bare.span_id.is_empty() && bare.attributes.is_empty());
    assert_eq!(bare.body, text("no context"));
}

#[test]
fn each_field_is_one_attribute_under_its_name() {
    let (otlp, sent) = receiver(vec![status(200)]);
    let (layer, export) = otlp.schedule_delay(LONG).start().unwrap();
    let mut logged = Vec::new();
    log(layer, || {
        trace_runtime::run_sync("job", |cx| {
            info!(correlation_id = "mine", trace.correlation_id = "as well");
            let ours = serde_json::Value::from(cx.correlation_id().as_str());
            events::each(300, |log, recorded| {
                log();
                logged.push([recorded, &[("trace.correlation_id", ours.clone())]].concat());
            });
        });
    });
    export.shutdown(LONG).unwrap();

    let (_, body) = sent.recv_timeout(LONG).unwrap();
    let request = ExportLogsServiceRequest::decode(&*body).unwrap();
    let scopes = &request.resource_logs[0].scope_logs;
    let mut records = scopes.iter().flat_map(|of| &of.log_records);
    let first = &records.next().unwrap().attributes;
    let of = |key| value(first, key);
    assert_eq!(of("correlation_id"), text("mine").unwrap().value);
    assert_eq!(of("trace.correlation_id#2"), text("as well").unwrap().value);
    assert!(of("trace.correlation_id").is_some());
    assert_eq!(first.len(), 3);

    let mut read = 0;
    for (record, mut recorded) in records.zip(logged) {
        // That which is ours goes first, whatever there is of that name.
        recorded.rotate_right(1);
        let attributes = record.attributes.iter();
        let found: Vec<_> = attributes
            .map(|of| (of.key.clone(), json(of.value.as_ref())))
            .collect();
        // One without a value, if there was no message.
        let body = record.body.as_ref().filter(|body| body.value.is_some());
        let body = body.map(|body| json(Some(body)));
        events::assert_each_once(&recorded, body.as_ref(), &found);
        read += 1;
    }
    assert_eq!(read, 300);
}

fn json(value: Option<&AnyValue>) -> serde_json::Value {
    match value.and_then(|value| value.value.clone()) {
        Some(Value::StringValue(text)) => text.into(),
        Some(Value::BoolValue(value)) => value.into(),
        Some(Value::IntValue(value)) => value.into(),
        Some(Value::DoubleValue(value)) => value.into(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_taken_now_is_sent_again() {
    for first in [429, 502, 503, 504] {
        let (otlp, sent) = receiver(vec![status(first), String::new(), status(200)]);
        let (stats, _) = deliver(otlp, 5);
        assert_eq!(stats.unwrap().exported, 5, "{first}");
        let bodies: Vec<_> = sent.iter().map(|(_, body)| body).collect();
        assert_eq!(bodies.len(), 3);
        assert!(bodies.iter().all(|body| *body == bodies[0]));
    }
}

#[test]
fn a_pause_that_is_asked_for_is_kept() {
    let slow_down = "HTTP/1.1 503 x\r\nretry-after: 2\r\ncontent-length: 0\r\n\r\n";
    let (otlp, _sent) = receiver(vec![slow_down.to_owned(), status(200)]);
    let (layer, export) = otlp.start().unwrap();
    let start = Instant::now();
    log(layer, || info!("an event"));
    export.flush(LONG).unwrap();
    assert!(start.elapsed() >= Duration::from_secs(2));
    assert_eq!(export.stats().exported, 1);
}

#[test]
fn what_is_refused_is_not_sent_again() {
    for refused in [400, 401, 404, 500] {
        let (otlp, sent) = receiver(vec![status(refused), status(200)]);
        let (stats, _) = deliver(otlp, 5);
        assert_eq!(stats.unwrap().dropped_rejected, 5, "{refused}");
        drop(sent.recv_timeout(LONG).unwrap());
        assert!(sent.recv_timeout(Duration::from_millis(100)).is_err());
    }
}

#[test]
fn a_part_may_be_refused() {
    let partial_success = Some(ExportLogsPartialSuccess {
        rejected_log_records: 2,
        error_message: "too old".to_owned(),
    });
    let body = ExportLogsServiceResponse { partial_success }.encode_to_vec();
    let body = String::from_utf8(body).unwrap();
    let answer = format!(
        "HTTP/1.1 200 x\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let (stats, _) = deliver(receiver(vec![answer]).0, 5);
    let stats = stats.unwrap();
    assert_eq!((stats.exported, stats.dropped_rejected), (3, 2));
}

#[test]
fn a_receiver_that_is_away_costs_no_more_than_the_time() {
    let (otlp, _) = receiver(Vec::new());
    let (stats, _) = deliver(otlp.timeout(Duration::from_millis(300)), 5);
    assert_eq!(stats.unwrap().dropped_failed, 5);
}

#[test]
fn a_receiver_that_hangs_does_not_hold_up_shutdown() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let otlp = Otlp::http(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let (layer, export) = otlp.timeout(Duration::from_secs(600)).start().unwrap();
    log(layer, || info!("an event"));
    let start = Instant::now();
    assert_eq!(export.flush(Duration::from_millis(50)), Err(TimedOut));
    let _ = export.shutdown(Duration::from_millis(500));
    assert!(start.elapsed() < Duration::from_secs(10));
    while export.stats().waiting > 0 {
        assert!(start.elapsed() < LONG);
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(export.stats().dropped_failed, 1);
}

#[test]
fn a_full_queue_drops_and_counts() {
    // Accepts nothing, so that all waits.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let otlp = Otlp::http(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let (layer, export) = otlp.memory_limit(10_000).start().unwrap();
    log(layer, || {
        for _ in 0..1000 {
            info!("a message that takes about a hundred bytes, with what is around it");
        }
    });
    let stats = export.stats();
    assert_eq!(stats.recorded, 1000);
    assert_eq!(stats.recorded, stats.dropped_queue_full + stats.waiting);
    assert!((50..150).contains(&stats.waiting), "{stats:?}");
    let _ = export.shutdown(Duration::ZERO);
}

#[test]
fn what_comes_after_shutdown_is_counted() {
    let (otlp, _sent) = receiver(vec![status(200)]);
    let (layer, export) = otlp.start().unwrap();
    log(layer, || {
        info!("before");
        export.shutdown(LONG).unwrap();
        info!("after");
        export.shutdown(LONG).unwrap();
        export.flush(LONG).unwrap();
    });
    let stats = export.stats();
    assert_eq!((stats.exported, stats.dropped_shutdown), (1, 1));
}

#[test]
fn records_go_out_by_themselves() {
    let (otlp, sent) = receiver(vec![status(200), status(200)]);
    let (layer, export) = otlp
        .schedule_delay(Duration::from_millis(20))
        .start()
        .unwrap();
    log(layer, || {
        info!("one");
        sent.recv_timeout(LONG).unwrap();
        info!("two");
        sent.recv_timeout(LONG).unwrap();
    });
    assert_eq!(export.shutdown(LONG).unwrap().exported, 2);
}

#[test]
fn records_may_be_compressed() {
    let (otlp, sent) = receiver(vec![status(200)]);
    let (stats, _) = deliver(otlp.compression(Compression::Gzip), 5);
    assert_eq!(stats.unwrap().exported, 5);
    let (head, body) = sent.recv_timeout(LONG).unwrap();
    assert!(head.contains("\r\ncontent-encoding: gzip\r\n"), "{head}");
    assert_eq!(body[..2], [0x1f, 0x8b], "the magic number of gzip");
}

#[test]
fn a_certificate_that_is_missing_is_said_at_the_start() {
    let tls = Tls {
        certificate: Some("no/such.pem".into()),
        ..Tls::default()
    };
    let otlp = Otlp::http("https://localhost/v1/logs").unwrap();
    let error = otlp.tls(tls).start().unwrap_err();
    assert!(matches!(error, StartError::Setup(_)), "{error:?}");
    assert!(error.to_string().contains("no/such.pem"), "{error}");
}
