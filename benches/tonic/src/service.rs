//! The same service twice: traced, and not.

use test_greeter::greeter_server::Greeter;
use test_greeter::{HelloReply, HelloRequest};
use tonic::{Request, Response, Status, Streaming};
use trace_runtime::traced;

type Replies = tokio_stream::Empty<Result<HelloReply, Status>>;

/// Nothing but [`Greeter::say_hello`] is measured.
fn unmeasured<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("not measured"))
}

pub(crate) struct Plain;

#[tonic::async_trait]
impl Greeter for Plain {
    type RepeatStream = Replies;
    type ChatStream = Replies;

    async fn say_hello(
        &self,
        request: Request<HelloRequest>,
    ) -> Result<Response<HelloReply>, Status> {
        Ok(Response::new(HelloReply::to(&request.into_inner().name)))
    }

    async fn repeat(&self, _: Request<HelloRequest>) -> Result<Response<Replies>, Status> {
        unmeasured()
    }

    async fn gather(
        &self,
        _: Request<Streaming<HelloRequest>>,
    ) -> Result<Response<HelloReply>, Status> {
        unmeasured()
    }

    async fn chat(&self, _: Request<Streaming<HelloRequest>>) -> Result<Response<Replies>, Status> {
        unmeasured()
    }
}

pub(crate) struct Traced;

#[traced]
#[tonic::async_trait]
impl Greeter for Traced {
    type RepeatStream = Replies;
    type ChatStream = Replies;

    async fn say_hello(
        &self,
        request: Request<HelloRequest>,
    ) -> Result<Response<HelloReply>, Status> {
        Ok(Response::new(HelloReply::to(&request.into_inner().name)))
    }

    #[no_contract]
    async fn repeat(&self, _: Request<HelloRequest>) -> Result<Response<Replies>, Status> {
        unmeasured()
    }

    #[no_contract]
    async fn gather(
        &self,
        _: Request<Streaming<HelloRequest>>,
    ) -> Result<Response<HelloReply>, Status> {
        unmeasured()
    }

    #[no_contract]
    async fn chat(&self, _: Request<Streaming<HelloRequest>>) -> Result<Response<Replies>, Status> {
        unmeasured()
    }
}
