//! OTLP/gRPC: `TraceService/Export` and `LogsService/Export`.
//!
//! The messages stay bytes: what is generated for the services would decode each span, which
//! [`Batch::read`](trace_model::otlp::Batch::read) does not.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::{Buf, BufMut, Bytes};
use tonic::codec::{Codec, CompressionEncoding, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::server::Grpc;
use tonic::{Code, Status};
use tower_service::Service;
use trace_model::otlp::Signal;

use super::body::Metered;
use super::intake::{Intake, answer};
use super::rejection::Rejection;
use super::room::{Place, Room};

/// Takes the message of one call.
pub(super) async fn export(intake: Intake, signal: Signal, request: Request) -> Response {
    let time = intake.settings.body_time;
    let request = request.map(|body| Metered::new(body, intake.room.place(), time));
    let verbatim = Verbatim {
        room: intake.room.clone(),
    };
    let limit = intake.settings.message_bytes;
    let mut grpc = Grpc::new(verbatim)
        .accept_compressed(CompressionEncoding::Gzip)
        .max_decoding_message_size(limit);
    let export = Export {
        intake: intake.clone(),
        signal,
    };
    let response = grpc.unary(export, request).await;
    let status = Status::from_header_map(response.headers());
    let Some(rejection) = status.and_then(|status| rejection(&status, limit)) else {
        return response.into_response();
    };
    let is_too_large = matches!(rejection, Rejection::TooLarge { .. });
    // What is "out of range", as tonic has it, a sender of OTLP would send again.
    let response = match is_too_large {
        true => Status::from(rejection.clone()).into_http(),
        false => response,
    };
    intake.tally.count(&Err(rejection));
    response.into_response()
}

/// What a status means, whether we or tonic made it; `None` of one that is no failure.
fn rejection(status: &Status, limit: usize) -> Option<Rejection> {
    let what = status.message().to_owned();
    Some(match status.code() {
        Code::Ok => return None,
        Code::OutOfRange => Rejection::TooLarge { limit },
        Code::ResourceExhausted if status.details().is_empty() => Rejection::TooLarge { limit },
        Code::ResourceExhausted => Rejection::Busy {
            what,
            retry_after: Duration::ZERO,
        },
        Code::DeadlineExceeded => Rejection::TooSlow {
            limit: Duration::ZERO,
        },
        Code::Unavailable => Rejection::Failed(what),
        _ => Rejection::Malformed(what),
    })
}

/// Answers to metrics, which nobody keeps.
pub(super) async fn not_kept() -> Response {
    Status::from(Rejection::NotKept)
        .into_http::<tonic::body::Body>()
        .into_response()
}

struct Export {
    intake: Intake,
    signal: Signal,
}

impl Service<tonic::Request<Message>> for Export {
    type Response = tonic::Response<Vec<u8>>;
    type Error = Status;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Status>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: tonic::Request<Message>) -> Self::Future {
        let (intake, signal) = (self.intake.clone(), self.signal);
        Box::pin(async move {
            // Its place is held until the store has it.
            let Message {
                bytes,
                place: _place,
            } = request.into_inner();
            let refused = intake.take(signal, bytes).await?;
            intake.tally.count(&Ok(refused.clone()));
            Ok(tonic::Response::new(answer(&refused)))
        })
    }
}

/// A message as it came, inflated, and the room that it takes.
struct Message {
    bytes: Bytes,
    place: Place,
}

/// Takes messages as they are.
#[derive(Debug, Clone)]
struct Verbatim {
    room: Room,
}

impl Codec for Verbatim {
    type Encode = Vec<u8>;
    type Decode = Message;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        self.clone()
    }

    fn decoder(&mut self) -> Self {
        self.clone()
    }
}

impl Encoder for Verbatim {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, message: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(&message);
        Ok(())
    }
}

impl Decoder for Verbatim {
    type Item = Message;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Message>, Status> {
        let length = from.remaining();
        let mut place = self.room.place();
        place.grow(length)?;
        let bytes = from.copy_to_bytes(length);
        Ok(Some(Message { bytes, place }))
    }
}
