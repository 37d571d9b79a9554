//! Calls that have no answer: deadlines, callers that leave, servers that are not there.

#![allow(clippy::unwrap_used)]

mod common;

use std::net::SocketAddr;
use std::time::Duration;

use common::{channel, client, endpoint, serve, serve_with};
use http::StatusCode;
use test_greeter::HelloRequest;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Code, Request};
use trace_runtime::{TraceContract, Trust};
use trace_testing::record;
use trace_tonic::{Channel, TraceLayer};

const END: [&str; 2] = ["rpc.response.status_code", "error.type"];

/// Makes calls in a trace, which is then this, but for other attributes than those of an end.
/// `last` is the name of a span that ends by itself, after the caller's.
async fn check<T>(
    channel: &Channel,
    calls: impl AsyncFnOnce(&TraceContract, &Channel) -> T,
    last: &str,
    tree: &str,
) -> T {
    let mut recording = record("test", async |cx| calls(cx, channel).await).await;
    recording.wait_for(last).await.unwrap();
    recording.trace.only_attributes(&END).assert_tree(tree);
    recording.trace.assert_no_lost_context();
    recording.value
}

async fn slow_call(cx: &TraceContract, channel: &Channel) -> Code {
    let mut client = client(channel, cx);
    let answer = client.say_hello(HelloRequest::of("Slow")).await;
    answer.unwrap_err().code()
}

#[tokio::test]
async fn an_expired_deadline_is_an_error_of_both() {
    let code = check(
        &channel(serve().await),
        async |cx, channel| {
            let mut request = Request::new(HelloRequest::of("Slow"));
            request.set_timeout(Duration::from_secs(1));
            let mut client = client(channel, cx);
            client.say_hello(request).await.unwrap_err().code()
        },
        "say_hello",
        "
        test
          greeter.Greeter/SayHello (client) error.type=DEADLINE_EXCEEDED rpc.response.status_code=DEADLINE_EXCEEDED [error]
            greeter.Greeter/SayHello (server) error.type=DEADLINE_EXCEEDED rpc.response.status_code=DEADLINE_EXCEEDED [error] [cancelled]
              say_hello [cancelled]
                greet [cancelled]
        ",
    )
    .await;
    assert_eq!(
        code,
        Code::Cancelled,
        "tonic has learned the word: see `timed_out`"
    );
}

#[tokio::test]
async fn the_time_limit_of_a_channel_is_an_error_of_the_caller() {
    let endpoint = endpoint(serve().await).timeout(Duration::from_millis(100));
    check(
        &Channel::connect_lazy(&endpoint),
        slow_call,
        "say_hello",
        "
        test
          greeter.Greeter/SayHello (client) error.type=DEADLINE_EXCEEDED rpc.response.status_code=DEADLINE_EXCEEDED [error]
            greeter.Greeter/SayHello (server) [cancelled]
              say_hello [cancelled]
                greet [cancelled]
        ",
    )
    .await;
}

#[tokio::test]
async fn the_time_limit_of_a_server_is_its_error() {
    let limit = Duration::from_millis(100);
    let layer = TraceLayer::new(Trust::Continue).timeout(limit);
    let address = serve_with(layer, Server::builder().timeout(limit)).await;
    check(
        &channel(address),
        slow_call,
        "say_hello",
        "
        test
          greeter.Greeter/SayHello (client) error.type=CANCELLED rpc.response.status_code=CANCELLED [error]
            greeter.Greeter/SayHello (server) error.type=DEADLINE_EXCEEDED rpc.response.status_code=DEADLINE_EXCEEDED [error] [cancelled]
              say_hello [cancelled]
                greet [cancelled]
        ",
    )
    .await;
}

#[tokio::test]
async fn a_call_that_its_caller_dropped_is_no_error() {
    check(
        &channel(serve().await),
        async |cx, channel| {
            let slow = slow_call(cx, channel);
            timeout(Duration::from_millis(100), slow).await.unwrap_err();
        },
        "say_hello",
        "
        test
          greeter.Greeter/SayHello (client) [cancelled]
            greeter.Greeter/SayHello (server) [cancelled]
              say_hello [cancelled]
                greet [cancelled]
        ",
    )
    .await;
}

#[tokio::test]
async fn a_stream_that_its_caller_dropped_is_no_error() {
    check(
        &channel(serve().await),
        async |cx, channel| {
            let mut client = client(channel, cx);
            let call = client.repeat(HelloRequest::of("Endless"));
            let mut replies = call.await.unwrap().into_inner();
            for _ in 0..2 {
                replies.message().await.unwrap().unwrap();
            }
        },
        "replies",
        "
        test
          greeter.Greeter/Repeat (client) [cancelled]
            greeter.Greeter/Repeat (server) [cancelled]
              repeat
                replies [cancelled]
                  greet
                  greet
        ",
    )
    .await;
}

#[tokio::test]
async fn a_call_that_nobody_awaits_is_no_call() {
    check(
        &channel(serve().await),
        async |cx, channel| {
            let mut client = client(channel, cx);
            drop(client.say_hello(HelloRequest::of("Grace")));
        },
        "test",
        "
        test
        ",
    )
    .await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let code = check(
        &channel(closed),
        slow_call,
        "test",
        "
        test
          greeter.Greeter/SayHello (client) error.type=UNAVAILABLE rpc.response.status_code=UNAVAILABLE [error]
        ",
    )
    .await;
    assert_eq!(code, Code::Unavailable);
}

/// Something that knows HTTP alone, and answers everything with this.
async fn serve_status(status: StatusCode) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = axum::Router::new().fallback(move || async move { status });
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let served = Server::builder()
        .add_routes(Routes::from(routes))
        .serve_with_incoming(incoming);
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    tokio::spawn(served);
    address
}

#[tokio::test]
async fn what_stands_between_may_know_http_alone() {
    for (status, name) in [
        (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE"),
        (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
        (StatusCode::FORBIDDEN, "PERMISSION_DENIED"),
        (StatusCode::NOT_FOUND, "UNIMPLEMENTED"),
        (StatusCode::BAD_REQUEST, "INTERNAL"),
        (StatusCode::IM_A_TEAPOT, "UNKNOWN"),
    ] {
        let tree = format!(
            "
            test
              greeter.Greeter/SayHello (client) error.type={name} rpc.response.status_code={name} [error]
            "
        );
        let channel = channel(serve_status(status).await);
        let code = check(&channel, slow_call, "test", &tree).await;
        let seen = format!("{code:?}").to_uppercase();
        assert_eq!(seen, name.replace('_', ""), "as tonic tells it");
    }
}
