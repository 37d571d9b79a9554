//! What is no channel to a generated client, and says what to write instead.
//!
//! The trait that clients ask for is implemented for the bare channel, under a bound that
//! nothing meets: rustc reports the innermost bound that fails, and that one is ours.

use std::future::Ready;
use std::task::{Context, Poll};

use http::{Request, Response};
use tonic::Status;
use tonic::body::Body;
use tower_service::Service;

use crate::channel::Channel;

/// Holds for nothing: a client is made of what `.traced(cx)` gives.
#[diagnostic::on_unimplemented(
    message = "the service is called without a trace contract",
    label = "write `.traced(cx)` behind it",
    note = "`channel.traced(cx)` is what a client takes; what is before the dot sends nothing"
)]
pub trait WriteTracedCx<'a>: private::Sealed {}

mod private {
    pub trait Sealed {}
}

const NEVER: &str = "nothing implements `WriteTracedCx`";

#[doc(hidden)]
impl Service<Request<Body>> for Channel
where
    for<'a> Channel: WriteTracedCx<'a>,
{
    type Response = Response<Body>;
    type Error = Status;
    type Future = Ready<Result<Response<Body>, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        unreachable!("{NEVER}")
    }

    fn call(&mut self, _: Request<Body>) -> Self::Future {
        unreachable!("{NEVER}")
    }
}
