//! Messages that somebody else encoded.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support;

use std::io::Read as _;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceResponse,
};
use prost::Message;
use support::{Action, Receiver};
use trace_otel::{Accepted, Compression, Otlp, SendError, Sender, Signal, TimeLimit};
use trace_runtime::exporter::Deadline;

const MESSAGE: &[u8] = b"encoded already";

fn otlp(receiver: &Receiver) -> Otlp {
    let url = receiver.url().replace("traces", "logs");
    Otlp::http(url.parse().unwrap())
}

fn send(otlp: &Otlp) -> Result<Accepted, SendError> {
    let mut sender = Sender::new(otlp, Signal::Logs).unwrap();
    sender.send(MESSAGE.into(), &Deadline::after(Duration::from_secs(30)))
}

#[test]
fn a_message_arrives_as_it_is() {
    let receiver = Receiver::start([]);
    assert_eq!(send(&otlp(&receiver)).unwrap().rejected, 0);
    let request = receiver.requests().remove(0);
    assert_eq!(request.path, "/v1/logs");
    assert_eq!(request.header("content-encoding"), None);
    assert_eq!(request.body, MESSAGE);
}

#[test]
fn one_sender_compresses_each_message() {
    let receiver = Receiver::start([]);
    let otlp = otlp(&receiver).compression(Compression::Gzip);
    let mut sender = Sender::new(&otlp, Signal::Logs).unwrap();
    let limit = Deadline::after(Duration::from_secs(30));
    for message in [MESSAGE, &[7; 1000], b""] {
        sender.send(message.into(), &limit).unwrap();
        let request = receiver.requests().pop().unwrap();
        assert_eq!(request.header("content-encoding"), Some("gzip"));
        let mut body = Vec::new();
        GzDecoder::new(&*request.body)
            .read_to_end(&mut body)
            .unwrap();
        assert_eq!(body, message);
        assert_eq!(request.connection, 0, "the connection is kept");
    }
}

#[test]
fn what_was_rejected_is_told() {
    // The responses of all signals have the same fields.
    let response = ExportTraceServiceResponse {
        partial_success: Some(ExportTracePartialSuccess {
            rejected_spans: 2,
            error_message: "too old".to_owned(),
        }),
    };
    let partial = Action::Answer("200 OK", "", response.encode_to_vec());
    let accepted = send(&otlp(&Receiver::start([partial]))).unwrap();
    assert_eq!((accepted.rejected, &*accepted.message), (2, "too old"));

    let garbage = Action::Answer("200 OK", "", b"<html>".to_vec());
    let accepted = send(&otlp(&Receiver::start([garbage]))).unwrap();
    let message = "the answer is no ExportLogsServiceResponse";
    assert_eq!((accepted.rejected, &*accepted.message), (0, message));
}

#[test]
fn what_is_refused_is_sent_once() {
    let receiver = Receiver::start([Action::status("400 Bad Request")]);
    let reason = "400 Bad Request".to_owned();
    assert_eq!(send(&otlp(&receiver)), Err(SendError::Refused { reason }));
    assert_eq!(receiver.requests().len(), 1);
}

#[test]
fn what_cannot_be_taken_now_is_sent_again() {
    let away = Action::status("503 Service Unavailable");
    let receiver = Receiver::start([away.clone(), Action::Close]);
    assert!(send(&otlp(&receiver)).is_ok());
    assert_eq!(receiver.requests().len(), 3);

    // As long as there is time, of which the shorter counts.
    let receiver = Receiver::start(vec![away; 100]);
    let last = "503 Service Unavailable".to_owned();
    let otlp = otlp(&receiver).timeout(Duration::from_millis(100));
    assert_eq!(send(&otlp), Err(SendError::TimedOut { last }));
}

/// Ends 200 ms after it was made, and says so only then.
#[derive(Debug)]
struct Sudden(Instant);

impl TimeLimit for Sudden {
    fn remaining(&self) -> Duration {
        match self.0.elapsed() {
            elapsed if elapsed < Duration::from_millis(200) => Duration::MAX,
            _ => Duration::ZERO,
        }
    }

    fn wait(&self, pause: Duration) -> bool {
        std::thread::sleep(pause.min(Duration::from_millis(200)));
        !self.remaining().is_zero()
    }
}

#[test]
fn a_limit_may_be_shortened_and_a_timeout_may_be_endless() {
    let receiver = Receiver::start([Action::Hang]);
    let otlp = otlp(&receiver).timeout(Duration::MAX);
    let mut sender = Sender::new(&otlp, Signal::Logs).unwrap();
    let limit = Sudden(Instant::now());
    let sent = sender.send(MESSAGE.into(), &limit);
    assert!(matches!(sent, Err(SendError::TimedOut { .. })), "{sent:?}");
    assert!(limit.0.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_runtime_is_not_blocked() {
    let receiver = Receiver::start([]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sent = runtime.block_on(async { send(&otlp(&receiver)) });
    let reason = "an exporter cannot run inside a tokio runtime".to_owned();
    assert_eq!(sent, Err(SendError::Failed { reason }));
    assert!(receiver.requests().is_empty());
}
