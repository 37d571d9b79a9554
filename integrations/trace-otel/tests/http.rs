//! Delivery over HTTP to a receiver that misbehaves.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support;

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceResponse,
};
use prost::Message;
use support::{Action, Receiver, spans, two_spans, with_batch};
use trace_otel::{Compression, Otlp, OtlpExporter};
use trace_runtime::exporter::{Deadline, ExportError, SpanExporter};

fn otlp(receiver: &Receiver) -> Otlp {
    Otlp::http(receiver.url().parse().unwrap())
}

/// Exports a batch of two spans, with all that it takes.
fn export(otlp: Otlp) -> Result<(), ExportError> {
    with_batch(two_spans, move |batch| {
        OtlpExporter::new(&otlp)
            .unwrap()
            .export(batch, &Deadline::after(Duration::from_secs(30)))
    })
}

/// What becomes of a batch, and how many requests it takes.
#[track_caller]
fn check(script: Vec<Action>, expected: Result<(), ExportError>, requests: usize) -> Receiver {
    let receiver = Receiver::start(script);
    assert_eq!(export(otlp(&receiver)), expected);
    let received = receiver.requests();
    assert_eq!(received.len(), requests);
    for request in received {
        assert_eq!(spans(request.decode()).len(), 2, "each attempt is whole");
    }
    receiver
}

fn failed(reason: &str) -> Result<(), ExportError> {
    Err(ExportError::Failed(reason.to_owned()))
}

#[test]
fn a_batch_arrives_as_it_should() {
    let receiver = Receiver::start([]);
    let sent = otlp(&receiver)
        .header("authorization", "Bearer abc")
        .unwrap()
        .compression(Compression::Gzip);
    assert_eq!(export(sent), Ok(()));
    let request = &receiver.requests()[0];
    assert_eq!(request.path, "/v1/traces");
    assert_eq!(
        request.header("content-type"),
        Some("application/x-protobuf")
    );
    assert_eq!(request.header("content-encoding"), Some("gzip"));
    assert_eq!(request.header("authorization"), Some("Bearer abc"));
    let agent = request.header("user-agent").unwrap();
    assert!(agent.starts_with("trace-otel/"), "{agent}");
    assert_eq!(spans(request.decode()).len(), 2);
}

#[test]
fn what_may_be_sent_again_is() {
    for status in ["429 Too Many", "502 Bad", "503 Unavailable", "504 Timeout"] {
        check(
            vec![Action::status(status), Action::status(status)],
            Ok(()),
            3,
        );
    }
    check(vec![Action::Close], Ok(()), 2);
}

#[test]
fn what_is_refused_is_not() {
    for (status, reason) in [
        ("400 Bad Request", "400 Bad Request"),
        ("401 Unauthorized", "401 Unauthorized"),
        ("404 Not Found", "404 Not Found"),
        ("500 Oops", "500 Internal Server Error"),
        ("307 Elsewhere", "307 Temporary Redirect"),
    ] {
        check(vec![Action::status(status)], failed(reason), 1);
    }
    let body = b"too\r\nold".to_vec();
    let answer = Action::Answer("400 Bad Request", "content-type: text/plain\r\n", body);
    check(vec![answer], failed("400 Bad Request: too  old"), 1);
}

#[test]
fn retry_after_is_kept() {
    let busy = Action::Answer("429 Busy", "retry-after: 1\r\n", Vec::new());
    let receiver = check(vec![busy], Ok(()), 2);
    let [first, second] = &receiver.requests()[..] else {
        unreachable!("two were counted");
    };
    let pause = second.at - first.at;
    assert!((950..3000).contains(&pause.as_millis()), "{pause:?}");
}

#[test]
fn retry_after_outlives_the_batch_it_was_said_to() {
    let busy = Action::Answer("503 Busy", "retry-after: 2\r\n", Vec::new());
    let receiver = Receiver::start([busy]);
    let otlp = otlp(&receiver).timeout(Duration::from_millis(500));
    let results = with_batch(two_spans, move |batch| {
        let mut exporter = OtlpExporter::new(&otlp).unwrap();
        let deadline = Deadline::after(Duration::from_secs(30));
        std::array::from_fn::<_, 5, _>(|_| exporter.export(batch, &deadline))
    });
    let requests = receiver.requests();
    assert!(requests[1].at - requests[0].at >= Duration::from_millis(1950));
    assert_eq!(results[0], Err(ExportError::TimedOut));
    assert_eq!(results[4], Ok(()));
}

#[test]
fn a_receiver_that_comes_back_is_found() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    let healing = thread::spawn(move || {
        thread::sleep(Duration::from_millis(600));
        Receiver::on(TcpListener::bind(address).unwrap(), [])
    });
    let url = format!("http://{address}/v1/traces");
    assert_eq!(export(Otlp::http(url.parse().unwrap())), Ok(()));
    assert_eq!(healing.join().unwrap().requests().len(), 1);
}

#[test]
fn a_request_that_hangs_ends_with_its_time() {
    let receiver = Receiver::start([Action::Hang]);
    let started = Instant::now();
    let result = export(otlp(&receiver).timeout(Duration::from_millis(300)));
    assert_eq!(result, Err(ExportError::TimedOut));
    // Not the 10 seconds that it is without being told; a loaded machine takes longer than said.
    let took = started.elapsed();
    assert!((300..9_000).contains(&took.as_millis()), "{took:?}");
}

#[test]
fn a_rejected_part_is_counted_and_not_sent_again() {
    let response = ExportTraceServiceResponse {
        partial_success: Some(ExportTracePartialSuccess {
            rejected_spans: 1,
            error_message: "too long".to_owned(),
        }),
    };
    let answer = Action::Answer("200 OK", "", response.encode_to_vec());
    let rejected = ExportError::Rejected {
        spans: 1,
        reason: "too long".to_owned(),
    };
    check(vec![answer], Err(rejected), 1);
}

#[test]
fn an_answer_that_makes_no_sense_is_a_yes() {
    check(
        vec![Action::Answer("200 OK", "", b"<html>".to_vec())],
        Ok(()),
        1,
    );
    check(
        vec![Action::Answer("202 Accepted", "", Vec::new())],
        Ok(()),
        1,
    );
}

#[test]
fn a_huge_answer_is_neither_kept_nor_a_reason_to_send_again() {
    let before = resident_kib();
    let receiver = check(vec![Action::Huge(100)], Ok(()), 1);
    let grown = resident_kib().saturating_sub(before);
    assert!(grown < 32 << 10, "{grown} KiB");
    drop(receiver);
}

/// What this process has in memory, where the system tells.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok())
        .unwrap_or_default()
}

#[test]
fn a_connection_is_kept_and_replaced_when_it_was_closed() {
    let receiver = Receiver::start([Action::status("200 OK"), Action::CloseLater]);
    let otlp = otlp(&receiver);
    let results = with_batch(two_spans, move |batch| {
        let mut exporter = OtlpExporter::new(&otlp).unwrap();
        let deadline = Deadline::after(Duration::from_secs(30));
        let first = exporter.export(batch, &deadline);
        let second = exporter.export(batch, &deadline);
        thread::sleep(Duration::from_millis(200));
        let started = Instant::now();
        let third = exporter.export(batch, &deadline);
        // Not after a pause: a closed connection is no failure.
        assert!(started.elapsed() < Duration::from_millis(150));
        [first, second, third]
    });
    assert_eq!(results, [Ok(()), Ok(()), Ok(())]);
    let connections: Vec<_> = receiver.requests().iter().map(|it| it.connection).collect();
    assert_eq!(connections, [0, 0, 1]);
}
