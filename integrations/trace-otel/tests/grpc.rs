//! Delivery over gRPC.
#![cfg(feature = "grpc")]
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support;

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{
    LogsService, LogsServiceServer,
};
use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsPartialSuccess, ExportLogsServiceRequest, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use prost::Message as _;
use support::{lock, spans, two_spans, with_batch};
use tokio::runtime::Runtime;
use tonic::codec::CompressionEncoding;
use tonic::transport::Server;
use tonic::transport::server::{Router, TcpIncoming};
use tonic::{Code, Request, Response, Status};
use trace_otel::{Compression, Otlp, OtlpExporter, Sender, Signal};
use trace_runtime::exporter::{Deadline, ExportError, SpanExporter};

type Received = (Instant, Request<ExportTraceServiceRequest>);
type Answer = Result<ExportTraceServiceResponse, Status>;

/// Answers by its script, then with yes.
#[derive(Clone, Default)]
struct Receiver {
    script: Arc<Mutex<VecDeque<Answer>>>,
    requests: Arc<Mutex<Vec<Received>>>,
}

#[tonic::async_trait]
impl TraceService for Receiver {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        lock(&self.requests).push((Instant::now(), request));
        let answer = lock(&self.script).pop_front();
        answer
            .unwrap_or_else(|| Ok(ExportTraceServiceResponse::default()))
            .map(Response::new)
    }
}

/// The way to a server, and what it runs on.
fn serve(server: Router) -> (Otlp, Runtime) {
    let runtime = Runtime::new().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        let incoming = TcpIncoming::from(listener);
        server.serve_with_incoming(incoming).await
    });
    let otlp = Otlp::grpc(format!("http://{address}").parse().unwrap());
    (otlp, runtime)
}

/// What becomes of a batch of two spans, and the requests it takes.
fn export(
    script: impl IntoIterator<Item = Answer>,
    configure: impl FnOnce(Otlp) -> Otlp,
) -> (Result<(), ExportError>, Receiver) {
    let receiver = Receiver {
        script: Arc::new(Mutex::new(script.into_iter().collect())),
        ..Receiver::default()
    };
    let service =
        TraceServiceServer::new(receiver.clone()).accept_compressed(CompressionEncoding::Gzip);
    let (otlp, runtime) = serve(Server::builder().add_service(service));
    let otlp = configure(otlp);
    let result = with_batch(two_spans, move |batch| {
        OtlpExporter::new(&otlp)
            .unwrap()
            .export(batch, &Deadline::after(Duration::from_secs(30)))
    });
    runtime.shutdown_background();
    (result, receiver)
}

#[test]
fn a_batch_arrives_as_it_should() {
    for compression in [Compression::None, Compression::Gzip] {
        let (result, receiver) = export([], |otlp| {
            otlp.header("x-tenant", "a")
                .unwrap()
                .compression(compression)
        });
        assert_eq!(result, Ok(()));
        let (_, request) = lock(&receiver.requests).remove(0);
        let metadata = request.metadata().clone().into_headers();
        assert_eq!(metadata["x-tenant"], "a");
        assert!(
            metadata["user-agent"]
                .to_str()
                .unwrap()
                .starts_with("trace-otel/")
        );
        let encoding = metadata
            .get("grpc-encoding")
            .map(|value| value.to_str().unwrap());
        assert_eq!(
            encoding,
            (compression == Compression::Gzip).then_some("gzip")
        );
        let names: Vec<_> = spans(request.into_inner())
            .into_iter()
            .map(|it| it.name)
            .collect();
        assert_eq!(names.len(), 2);
        assert!(names.contains(&"child".to_owned()), "{names:?}");
    }
}

#[test]
fn what_may_be_sent_again_is() {
    let away = || Err(Status::unavailable("away"));
    let (result, receiver) = export([away(), away()], |otlp| otlp);
    assert_eq!(result, Ok(()));
    let requests = lock(&receiver.requests);
    let bodies: Vec<_> = requests
        .iter()
        .map(|(_, request)| request.get_ref())
        .collect();
    assert_eq!(bodies.len(), 3);
    assert_eq!(bodies[0], bodies[2]);
}

#[test]
fn what_is_refused_is_not() {
    for code in [
        Code::InvalidArgument,
        Code::Unauthenticated,
        Code::ResourceExhausted,
    ] {
        let (result, receiver) = export([Err(Status::new(code, "no"))], |otlp| otlp);
        assert_eq!(result, Err(ExportError::Failed(format!("{code:?}: no"))));
        assert_eq!(lock(&receiver.requests).len(), 1);
    }
}

#[test]
fn the_delay_of_a_retry_info_is_kept() {
    // google.rpc.Status { details: [Any { RetryInfo { retry_delay: 1 s } }] }
    let url = b"type.googleapis.com/google.rpc.RetryInfo";
    let any = [
        &[0x0a, url.len() as u8],
        &url[..],
        &[0x12, 4, 0x0a, 2, 0x08, 1],
    ]
    .concat();
    let details = [&[0x1a, any.len() as u8], &any[..]].concat();
    let busy = Status::with_details(Code::ResourceExhausted, "busy", details.into());
    let (result, receiver) = export([Err(busy)], |otlp| otlp);
    assert_eq!(result, Ok(()));
    let requests = lock(&receiver.requests);
    let pause = requests[1].0 - requests[0].0;
    assert!((950..3000).contains(&pause.as_millis()), "{pause:?}");
}

#[test]
fn a_rejected_part_is_counted_and_not_sent_again() {
    let response = ExportTraceServiceResponse {
        partial_success: Some(ExportTracePartialSuccess {
            rejected_spans: 2,
            error_message: "too old".to_owned(),
        }),
    };
    let (result, receiver) = export([Ok(response)], |otlp| otlp);
    let reason = "too old".to_owned();
    assert_eq!(result, Err(ExportError::Rejected { spans: 2, reason }));
    assert_eq!(lock(&receiver.requests).len(), 1);
}

#[test]
fn an_answer_of_8_mib_is_a_yes() {
    let response = ExportTraceServiceResponse {
        partial_success: Some(ExportTracePartialSuccess {
            rejected_spans: 0,
            error_message: "x".repeat(8 << 20),
        }),
    };
    let (result, receiver) = export([Ok(response)], |otlp| otlp);
    assert_eq!(result, Ok(()));
    assert_eq!(lock(&receiver.requests).len(), 1);
}

#[test]
fn nobody_there_is_tried_until_time_is_up() {
    let started = Instant::now();
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let otlp = Otlp::grpc(format!("http://{address}").parse().unwrap())
        .timeout(Duration::from_millis(700));
    let result = with_batch(two_spans, move |batch| {
        OtlpExporter::new(&otlp)
            .unwrap()
            .export(batch, &Deadline::after(Duration::from_secs(30)))
    });
    assert_eq!(result, Err(ExportError::TimedOut));
    let took = started.elapsed();
    assert!((700..2000).contains(&took.as_millis()), "{took:?}");
}

/// Rejects as many records as it gets resources.
struct Logs;

#[tonic::async_trait]
impl LogsService for Logs {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        let rejected = request.into_inner().resource_logs.len();
        let partial_success = Some(ExportLogsPartialSuccess {
            rejected_log_records: rejected.try_into().unwrap(),
            error_message: "too old".to_owned(),
        });
        Ok(Response::new(ExportLogsServiceResponse { partial_success }))
    }
}

#[test]
fn log_records_have_a_method_of_their_own() {
    let service = LogsServiceServer::new(Logs);
    let (otlp, runtime) = serve(Server::builder().add_service(service));
    let request = ExportLogsServiceRequest {
        resource_logs: vec![Default::default(); 3],
    };
    let mut sender = Sender::new(&otlp, Signal::Logs).unwrap();
    let limit = Deadline::after(Duration::from_secs(30));
    let accepted = sender.send(request.encode_to_vec().into(), &limit).unwrap();
    assert_eq!((accepted.rejected, &*accepted.message), (3, "too old"));
    runtime.shutdown_background();
}
