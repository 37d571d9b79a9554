//! The channel, and its view under a contract.

#![expect(
    clippy::disallowed_methods,
    reason = "what is made here is put under a contract"
)]

use std::sync::Arc;
use std::task::{Context, Poll};

use http::Request;
use tonic::Status;
use tonic::body::Body;
use tonic::transport::{Endpoint, Error, Uri};
use tower_service::Service;
use trace_runtime::TraceContract;

use crate::body::ResponseBody;
use crate::response::ResponseFuture;
use crate::span::{CallSpan, Server};

/// A [`tonic::transport::Channel`] that sends nothing until it is given a contract.
///
/// Cheap to clone, as tonic's. An [`Endpoint`] is configured as ever:
///
/// ```
/// use std::time::Duration;
///
/// use tonic::transport::Endpoint;
/// use trace_tonic::Channel;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let endpoint = Endpoint::from_static("http://greeter:50051").timeout(Duration::from_secs(2));
/// let channel = Channel::connect_lazy(&endpoint);
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Channel {
    channel: tonic::transport::Channel,
    server: Option<Arc<Server>>,
}

impl Channel {
    /// Connects to an endpoint.
    ///
    /// # Errors
    ///
    /// When there is no connection to be had: those of [`Endpoint::connect`].
    pub async fn connect(endpoint: &Endpoint) -> Result<Self, Error> {
        let channel = Channel::from(endpoint.connect().await?);
        Ok(channel.at(endpoint.uri()))
    }

    /// A channel that connects to an endpoint when it is first used.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, where `Endpoint::connect_lazy` panics too.
    pub fn connect_lazy(endpoint: &Endpoint) -> Self {
        Channel::from(endpoint.connect_lazy()).at(endpoint.uri())
    }

    /// Says where the server is, `server.address` and `server.port` in spans: a channel of
    /// tonic's that was made before does not tell.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use tonic::transport::{Endpoint, Uri};
    ///
    /// let replicas = ["http://10.0.0.1:50051", "http://10.0.0.2:50051"].map(Endpoint::from_static);
    /// let balanced = tonic::transport::Channel::balance_list(replicas.into_iter());
    /// let channel = trace_tonic::Channel::from(balanced).at(&Uri::from_static("http://greeter:50051"));
    /// # }
    /// ```
    #[must_use]
    pub fn at(mut self, server: &Uri) -> Self {
        self.server = Server::of(server).map(Arc::new);
        self
    }

    /// The channel, for calls that are children of `cx`: what a generated client takes.
    ///
    /// ```
    /// use test_greeter::greeter_client::GreeterClient;
    /// use test_greeter::{HelloReply, HelloRequest};
    /// use tonic::Status;
    /// use trace_runtime::{TraceContract, traced};
    ///
    /// struct Shop {
    ///     greeter: trace_tonic::Channel,
    /// }
    ///
    /// #[traced]
    /// impl Shop {
    ///     async fn welcome(&self, cx: &TraceContract, name: &str) -> Result<HelloReply, Status> {
    ///         let mut greeter = GreeterClient::new(self.greeter.traced(cx));
    ///         Ok(greeter.say_hello(HelloRequest::of(name)).await?.into_inner())
    ///     }
    /// }
    /// ```
    pub fn traced<'a>(&self, cx: &'a TraceContract) -> TracedChannel<'a> {
        TracedChannel {
            channel: self.channel.clone(),
            server: self.server.clone(),
            cx,
        }
    }

    /// tonic's own channel, which sends without a contract. It is on the ban list: calls of it
    /// are in no trace.
    pub fn untraced_channel(&self) -> &tonic::transport::Channel {
        &self.channel
    }
}

/// A channel that was made before, with a connector of its own or over several endpoints.
impl From<tonic::transport::Channel> for Channel {
    fn from(channel: tonic::transport::Channel) -> Self {
        Channel {
            channel,
            server: None,
        }
    }
}

/// A channel under a contract, for generated clients; made by [`Channel::traced`].
///
/// The client that is made of it borrows the contract, and cannot outlive it. A stream that
/// the client has received may: its span goes on until it ends or is dropped.
#[derive(Debug, Clone)]
pub struct TracedChannel<'a> {
    channel: tonic::transport::Channel,
    server: Option<Arc<Server>>,
    cx: &'a TraceContract,
}

impl Service<Request<Body>> for TracedChannel<'_> {
    type Response = http::Response<ResponseBody>;
    type Error = Status;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Status>> {
        let ready = self.channel.poll_ready(task);
        ready.map_err(|error| Status::from_error(error.into()))
    }

    fn call(&mut self, mut request: Request<Body>) -> ResponseFuture {
        let span = CallSpan::start(self.cx, &request, self.server.as_deref());
        span.inject(request.headers_mut());
        let response = span.enter(|| self.channel.call(request));
        ResponseFuture::new(response, span)
    }
}
