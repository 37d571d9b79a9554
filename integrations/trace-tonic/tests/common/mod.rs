//! A greeter that is traced, and clients of it.
#![allow(dead_code)] // each file uses a part

use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use test_greeter::greeter_client::GreeterClient;
use test_greeter::greeter_server::{Greeter, GreeterServer};
use test_greeter::{HelloReply, HelloRequest};
use tokio::net::TcpListener;
use tokio_stream::{Stream, StreamExt};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Endpoint, Server};
use tonic::{Request, Response, Status, Streaming};
use trace_runtime::{TraceContract, Trust, traced};
use trace_tonic::{Channel, TraceLayer, TracedChannel};

/// Greets by name; some names are greeted in ways of their own.
pub(crate) struct Shop;

pub(crate) type Replies = Pin<Box<dyn Stream<Item = Result<HelloReply, Status>> + Send>>;

#[traced]
#[tonic::async_trait]
impl Greeter for Shop {
    type RepeatStream = Replies;
    type ChatStream = Replies;

    async fn say_hello(
        &self,
        request: Request<HelloRequest>,
    ) -> Result<Response<HelloReply>, Status> {
        let name = request.into_inner().name;
        Ok(Response::new(greet(cx, &name).await?))
    }

    async fn repeat(&self, request: Request<HelloRequest>) -> Result<Response<Replies>, Status> {
        let name = request.into_inner().name;
        let replies = cx.stream("replies", async move |cx, out| {
            for _ in 0..2 {
                let reply = greet(cx, &name).await;
                let is_last = reply.is_err();
                out.send(reply).await;
                if is_last {
                    return;
                }
            }
            match &*name {
                "Panic" => panic!("in the stream"),
                "Endless" => std::future::pending().await,
                _ => {}
            }
        });
        Ok(Response::new(Box::pin(replies)))
    }

    async fn gather(
        &self,
        request: Request<Streaming<HelloRequest>>,
    ) -> Result<Response<HelloReply>, Status> {
        let mut requests = request.into_inner();
        let mut names = Vec::new();
        while let Some(request) = requests.message().await? {
            names.push(request.name);
        }
        Ok(Response::new(greet(cx, &names.join(", ")).await?))
    }

    async fn chat(
        &self,
        request: Request<Streaming<HelloRequest>>,
    ) -> Result<Response<Replies>, Status> {
        let mut requests = request.into_inner();
        let replies = cx.stream("replies", async move |cx, out| {
            while let Some(Ok(request)) = requests.next().await {
                out.send(greet(cx, &request.name).await).await;
            }
        });
        Ok(Response::new(Box::pin(replies)))
    }
}

#[traced(err(type))]
async fn greet(cx: &TraceContract, name: &str) -> Result<HelloReply, Status> {
    let _ = cx;
    match name {
        "Nobody" => Err(Status::not_found("there is nobody")),
        "Broken" => Err(Status::internal("out of greetings")),
        "Slow" => {
            tokio::time::sleep(Duration::from_secs(600)).await;
            Ok(HelloReply::to(name))
        }
        "Panic at once" => panic!("in the handler"),
        _ => Ok(HelloReply::to(name)),
    }
}

/// Serves on a port of loopback until the test ends.
pub(crate) async fn serve() -> SocketAddr {
    serve_with(TraceLayer::new(Trust::Continue), Server::builder()).await
}

pub(crate) async fn serve_with(layer: TraceLayer, server: Server) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_, health) = tonic_health::server::health_reporter();
    let served = server
        .layer(layer)
        .add_service(GreeterServer::new(Shop))
        .add_service(health)
        .serve_with_incoming(TcpIncoming::from(listener).with_nodelay(Some(true)));
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    tokio::spawn(served);
    address
}

/// A channel to what is served there.
pub(crate) fn channel(address: SocketAddr) -> Channel {
    Channel::connect_lazy(&endpoint(address))
}

pub(crate) fn endpoint(address: SocketAddr) -> Endpoint {
    Endpoint::from_shared(format!("http://{address}")).unwrap()
}

pub(crate) fn client<'a>(
    channel: &Channel,
    cx: &'a TraceContract,
) -> GreeterClient<TracedChannel<'a>> {
    GreeterClient::new(channel.traced(cx))
}
