//! Where `#[traced]` stands on a service of tonic, and what its methods call their request.

#![allow(clippy::unwrap_used)]

mod common;

use std::pin::Pin;

use common::Replies;
use test_greeter::greeter_server::Greeter;
use test_greeter::{HelloReply, HelloRequest};
use tonic::{Request, Response, Status, Streaming};
use trace_runtime::{TraceContract, traced};
use trace_testing::record;

type Answer<T = HelloReply> = Result<Response<T>, Status>;

#[traced]
async fn work(cx: &TraceContract, name: &str) -> Answer {
    cx.set_attribute("name", name.to_owned());
    Ok(Response::new(HelloReply::to(name)))
}

/// Above `async_trait`: the usual.
struct Above;

#[traced]
#[tonic::async_trait]
impl Greeter for Above {
    type RepeatStream = Replies;
    type ChatStream = Replies;

    async fn say_hello(&self, request: Request<HelloRequest>) -> Answer {
        work(cx, &request.into_inner().name).await
    }

    async fn repeat(&self, _: Request<HelloRequest>) -> Answer<Replies> {
        work(cx, "nobody").await?;
        Err(Status::unimplemented("repeat"))
    }

    async fn gather(&self, mut request: Request<Streaming<HelloRequest>>) -> Answer {
        request.get_mut().message().await?;
        work(cx, "gathered").await
    }

    #[no_contract]
    async fn chat(&self, _: Request<Streaming<HelloRequest>>) -> Answer<Replies> {
        Err(Status::unimplemented("chat"))
    }
}

/// Below `async_trait`, which has put the body into a box then.
struct Below;

#[tonic::async_trait]
#[traced]
impl Greeter for Below {
    type RepeatStream = Replies;
    type ChatStream = Replies;

    async fn say_hello(&self, request: Request<HelloRequest>) -> Answer {
        work(cx, &request.into_inner().name).await
    }

    async fn repeat(&self, _: Request<HelloRequest>) -> Answer<Replies> {
        work(cx, "nobody").await?;
        Err(Status::unimplemented("repeat"))
    }

    async fn gather(&self, mut request: Request<Streaming<HelloRequest>>) -> Answer {
        request.get_mut().message().await?;
        work(cx, "gathered").await
    }

    #[no_contract]
    async fn chat(&self, _: Request<Streaming<HelloRequest>>) -> Answer<Replies> {
        Err(Status::unimplemented("chat"))
    }
}

/// On methods, each with options of its own.
struct OnMethods;

#[tonic::async_trait]
impl Greeter for OnMethods {
    type RepeatStream = Replies;
    type ChatStream = Replies;

    #[traced]
    async fn say_hello(&self, request: Request<HelloRequest>) -> Answer {
        work(cx, &request.into_inner().name).await
    }

    #[traced(name = "repeat for ever", err(off))]
    async fn repeat(&self, _request: Request<HelloRequest>) -> Answer<Replies> {
        work(cx, "nobody").await?;
        Err(Status::unimplemented("repeat"))
    }

    #[traced(cx = request as trace)]
    async fn gather(&self, request: Request<Streaming<HelloRequest>>) -> Answer {
        drop(request);
        work(trace, "gathered").await
    }

    #[traced(cx = trace_tonic::inbound(&request)? as trace, err(off))]
    async fn chat(&self, request: Request<Streaming<HelloRequest>>) -> Answer<Replies> {
        drop(request);
        work(trace, "chatted").await?;
        Err(Status::unimplemented("chat"))
    }
}

/// What a service does within a trace.
async fn calls(service: impl Greeter, cx: &TraceContract) {
    fn request<T>(cx: &TraceContract, message: T) -> Request<T> {
        let mut request = Request::new(message);
        trace_tonic::hand_inward(&mut request, cx);
        request
    }
    let empty = || Streaming::new_empty(EmptyDecoder, tonic::body::Body::empty());
    let hello = || HelloRequest::of("Grace");
    let answer = service.say_hello(request(cx, hello())).await.unwrap();
    assert_eq!(answer.into_inner(), HelloReply::to("Grace"));
    let refused = service.repeat(request(cx, hello())).await.err().unwrap();
    assert_eq!(refused.message(), "repeat");
    let answer = service.gather(request(cx, empty())).await.unwrap();
    assert_eq!(answer.into_inner(), HelloReply::to("gathered"));
    assert!(service.chat(request(cx, empty())).await.is_err());
}

struct EmptyDecoder;

impl tonic::codec::Decoder for EmptyDecoder {
    type Item = HelloRequest;
    type Error = Status;

    fn decode(
        &mut self,
        _: &mut tonic::codec::DecodeBuf<'_>,
    ) -> Result<Option<HelloRequest>, Status> {
        Ok(None)
    }
}

const ALL: &str = "
    test
      say_hello
        work name=Grace
      repeat error.type=tonic::status::Status [error]
        ! tonic::status::Status: [..]
        work name=nobody
      gather
        work name=gathered
    ";

#[tokio::test]
async fn above_async_trait() {
    let recording = record("test", async |cx| calls(Above, cx).await).await;
    recording.trace.assert_tree(ALL);
}

#[tokio::test]
async fn below_async_trait() {
    let recording = record("test", async |cx| calls(Below, cx).await).await;
    recording.trace.assert_tree(ALL);
}

#[tokio::test]
async fn on_methods() {
    let recording = record("test", async |cx| calls(OnMethods, cx).await).await;
    recording.trace.assert_tree(
        "
        test
          say_hello
            work name=Grace
          repeat for ever
            work name=nobody
          gather
            work name=gathered
          chat
            work name=chatted
        ",
    );
}

/// What comes out can be sent to other threads.
#[test]
fn handlers_are_send() {
    fn send(_: Pin<Box<dyn Future<Output = Answer> + Send + '_>>) {}
    send(Above.say_hello(Request::new(HelloRequest::of("Grace"))));
    send(Below.say_hello(Request::new(HelloRequest::of("Grace"))));
    send(OnMethods.say_hello(Request::new(HelloRequest::of("Grace"))));
}
