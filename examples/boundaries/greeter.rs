//! gRPC, with tonic: a server whose handlers find their contract in the request, and a client
//! that cannot call without one. Both are in this process, with a connection between them.

use test_greeter::greeter_client::GreeterClient;
use test_greeter::greeter_server::{Greeter, GreeterServer};
use test_greeter::{HelloReply, HelloRequest};
use tokio::net::TcpListener;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Endpoint, Server};
use tonic::{Request, Response, Status, Streaming};
use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, Trust, traced};
use trace_tonic::{Channel, TraceLayer};

struct Polite;

type Replies = ReceiverStream<Result<HelloReply, Status>>;

/// Each handler has the contract of its own span as `cx`.
#[traced]
#[tonic::async_trait]
impl Greeter for Polite {
    type RepeatStream = Replies;
    type ChatStream = Replies;

    async fn say_hello(
        &self,
        request: Request<HelloRequest>,
    ) -> Result<Response<HelloReply>, Status> {
        Ok(Response::new(greet(cx, &request.into_inner().name).await?))
    }

    async fn repeat(&self, request: Request<HelloRequest>) -> Result<Response<Replies>, Status> {
        let (replies, received) = tokio::sync::mpsc::channel(1);
        // The task goes on when the handler has returned, as a child of its span.
        cx.spawn("replies", async move |cx| {
            for _ in 0..2 {
                let reply = greet(cx, &request.get_ref().name).await;
                if replies.send(reply).await.is_err() {
                    break; // The caller has left.
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(received)))
    }

    async fn gather(
        &self,
        _: Request<Streaming<HelloRequest>>,
    ) -> Result<Response<HelloReply>, Status> {
        Err(Status::unimplemented("one at a time, please"))
    }

    async fn chat(&self, _: Request<Streaming<HelloRequest>>) -> Result<Response<Replies>, Status> {
        Err(Status::unimplemented("one at a time, please"))
    }
}

#[traced(attributes(letters = name.len()))]
async fn greet(cx: &TraceContract, name: &str) -> Result<HelloReply, Status> {
    if name.is_empty() {
        cx.add_event("nobody", [("greeted", false)]);
        return Err(Status::invalid_argument("who are you?"));
    }
    Ok(HelloReply::to(name))
}

/// What wants to be greeted.
struct Guest {
    greeter: Channel,
}

#[traced]
impl Guest {
    async fn enter(&self, cx: &TraceContract, name: &str) -> Result<(), Status> {
        let mut greeter = GreeterClient::new(self.greeter.traced(cx));
        let reply = greeter.say_hello(HelloRequest::of(name)).await?;
        println!("{}", reply.into_inner().message);
        let mut replies = greeter.repeat(HelloRequest::of(name)).await?.into_inner();
        while let Some(reply) = replies.message().await? {
            println!("{}", reply.message);
        }
        Ok(())
    }
}

#[traced(root as cx)]
async fn visit(greeter: Channel) {
    let guest = Guest { greeter };
    for name in ["Grace", ""] {
        if let Err(status) = guest.enter(cx, name).await {
            println!("{}", status.message());
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let endpoint = Endpoint::from_shared(format!("http://{}", listener.local_addr()?))?;
    let server = Server::builder()
        .layer(TraceLayer::new(Trust::Continue))
        .add_service(GreeterServer::new(Polite))
        .serve_with_incoming(TcpIncoming::from(listener).with_nodelay(Some(true)));
    tokio::select! {
        served = server => served?,
        () = visit(Channel::connect_lazy(&endpoint)) => {}
    }
    Ok(())
}
