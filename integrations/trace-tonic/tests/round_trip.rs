//! Calls of each kind, from our client to our server: one trace, by whole trees.

#![allow(clippy::unwrap_used)]

mod common;

use common::{channel, client, serve};
use test_greeter::greeter_client::GreeterClient;
use test_greeter::{HelloReply, HelloRequest};
use tonic::{Code, Request, Status, Streaming};
use trace_runtime::TraceContract;
use trace_runtime::stats::Counter;
use trace_testing::record;

/// What is said of how a call went.
const END: [&str; 2] = ["rpc.response.status_code", "error.type"];

/// Makes calls in a trace, which is then this, but for other attributes than those of an end.
async fn check<T>(
    calls: impl AsyncFnOnce(&TraceContract, &trace_tonic::Channel) -> T,
    last: &str,
    tree: &str,
) -> T {
    let channel = channel(serve().await);
    let mut recording = record("test", async |cx| calls(cx, &channel).await).await;
    recording.wait_for(last).await.unwrap();
    recording.trace.only_attributes(&END).assert_tree(tree);
    recording.trace.assert_no_lost_context();
    recording.value
}

async fn names(mut replies: Streaming<HelloReply>) -> Result<Vec<String>, Status> {
    let mut names = Vec::new();
    while let Some(reply) = replies.message().await? {
        names.push(reply.message);
    }
    Ok(names)
}

#[tokio::test]
async fn a_unary_call() {
    let reply = check(
        async |cx, channel| {
            let mut client = client(channel, cx);
            let call = client.say_hello(HelloRequest::of("Grace"));
            call.await.unwrap().into_inner().message
        },
        "test",
        "
        test
          greeter.Greeter/SayHello (client) rpc.response.status_code=OK
            greeter.Greeter/SayHello (server) rpc.response.status_code=OK
              say_hello
                greet
        ",
    )
    .await;
    assert_eq!(reply, "Hello Grace!");
}

#[tokio::test]
async fn what_a_call_records() {
    let address = serve().await;
    let channel = channel(address);
    let mut recording = record("test", async |cx| {
        let mut request = Request::new(HelloRequest::of("Grace"));
        request.set_timeout(std::time::Duration::from_secs(60));
        client(&channel, cx).say_hello(request).await.unwrap();
    })
    .await;
    recording.wait_for("say_hello").await.unwrap();
    let port = address.port();
    recording.trace.without_attributes(&["network.peer.port"]).assert_tree(&format!(
        "
        test
          greeter.Greeter/SayHello (client) rpc.grpc.timeout_ms=60000 rpc.method=greeter.Greeter/SayHello rpc.response.status_code=OK rpc.system.name=grpc server.address=127.0.0.1 server.port={port}
            greeter.Greeter/SayHello (server) client.address=127.0.0.1 network.peer.address=127.0.0.1 rpc.grpc.timeout_ms=60000 rpc.method=greeter.Greeter/SayHello rpc.response.status_code=OK rpc.system.name=grpc server.address=127.0.0.1 server.port={port}
              say_hello
                greet
        "
    ));
}

#[tokio::test]
async fn a_stream_of_answers() {
    let replies = check(
        async |cx, channel| {
            let mut client = client(channel, cx);
            let call = client.repeat(HelloRequest::of("Grace"));
            names(call.await.unwrap().into_inner()).await.unwrap()
        },
        "replies",
        "
        test
          greeter.Greeter/Repeat (client) rpc.response.status_code=OK
            greeter.Greeter/Repeat (server) rpc.response.status_code=OK
              repeat
                replies
                  greet
                  greet
        ",
    )
    .await;
    assert_eq!(replies, ["Hello Grace!", "Hello Grace!"]);
}

#[tokio::test]
async fn a_stream_of_requests() {
    let reply = check(
        async |cx, channel| {
            let requests = ["Grace", "Ada"].map(HelloRequest::of);
            let mut client = client(channel, cx);
            let call = client.gather(tokio_stream::iter(requests));
            call.await.unwrap().into_inner().message
        },
        "test",
        "
        test
          greeter.Greeter/Gather (client) rpc.response.status_code=OK
            greeter.Greeter/Gather (server) rpc.response.status_code=OK
              gather
                greet
        ",
    )
    .await;
    assert_eq!(reply, "Hello Grace, Ada!");
}

#[tokio::test]
async fn streams_both_ways() {
    let replies = check(
        async |cx, channel| {
            let requests = ["Grace", "Ada"].map(HelloRequest::of);
            let mut client = client(channel, cx);
            let call = client.chat(tokio_stream::iter(requests));
            names(call.await.unwrap().into_inner()).await.unwrap()
        },
        "replies",
        "
        test
          greeter.Greeter/Chat (client) rpc.response.status_code=OK
            greeter.Greeter/Chat (server) rpc.response.status_code=OK
              chat
                replies
                  greet
                  greet
        ",
    )
    .await;
    assert_eq!(replies, ["Hello Grace!", "Hello Ada!"]);
}

#[tokio::test]
async fn what_the_caller_did_wrong_is_an_error_of_the_caller() {
    let code = check(
        async |cx, channel| {
            let mut client = client(channel, cx);
            let call = client.say_hello(HelloRequest::of("Nobody"));
            call.await.unwrap_err().code()
        },
        "test",
        "
        test
          greeter.Greeter/SayHello (client) error.type=NOT_FOUND rpc.response.status_code=NOT_FOUND [error]
            greeter.Greeter/SayHello (server) rpc.response.status_code=NOT_FOUND
              say_hello error.type=tonic::status::Status [error]
                ! tonic::status::Status: [..]
                greet error.type=tonic::status::Status [error]
                  ! tonic::status::Status
        ",
    )
    .await;
    assert_eq!(code, Code::NotFound);
}

#[tokio::test]
async fn what_the_server_did_wrong_is_an_error_of_both() {
    check(
        async |cx, channel| {
            let mut client = client(channel, cx);
            let call = client.say_hello(HelloRequest::of("Broken"));
            call.await.unwrap_err();
        },
        "test",
        "
        test
          greeter.Greeter/SayHello (client) error.type=INTERNAL rpc.response.status_code=INTERNAL [error]
            greeter.Greeter/SayHello (server) error.type=INTERNAL rpc.response.status_code=INTERNAL [error]
              say_hello error.type=tonic::status::Status [error]
                ! tonic::status::Status: [..]
                greet error.type=tonic::status::Status [error]
                  ! tonic::status::Status
        ",
    )
    .await;
}

#[tokio::test]
async fn a_stream_that_fails_says_so_in_its_trailers() {
    let code = check(
        async |cx, channel| {
            let mut client = client(channel, cx);
            let call = client.repeat(HelloRequest::of("Broken"));
            let replies = names(call.await.unwrap().into_inner()).await;
            replies.unwrap_err().code()
        },
        "replies",
        "
        test
          greeter.Greeter/Repeat (client) error.type=INTERNAL rpc.response.status_code=INTERNAL [error]
            greeter.Greeter/Repeat (server) error.type=INTERNAL rpc.response.status_code=INTERNAL [error]
              repeat
                replies
                  greet error.type=tonic::status::Status [error]
                    ! tonic::status::Status
        ",
    )
    .await;
    assert_eq!(code, Code::Internal);
}

#[tokio::test]
async fn a_method_that_there_is_not() {
    check(
        async |cx, channel| {
            let mut grpc = tonic::client::Grpc::new(channel.traced(cx));
            grpc.ready().await.unwrap();
            let path = "/greeter.Greeter/SayGoodbye".parse().unwrap();
            let codec = tonic_prost::ProstCodec::<HelloRequest, HelloReply>::default();
            let request = Request::new(HelloRequest::of("Grace"));
            grpc.unary(request, path, codec).await.unwrap_err();
        },
        "grpc",
        "
        test
          greeter.Greeter/SayGoodbye (client) error.type=UNIMPLEMENTED rpc.response.status_code=UNIMPLEMENTED [error]
            grpc (server) error.type=UNIMPLEMENTED rpc.response.status_code=UNIMPLEMENTED [error]
        ",
    )
    .await;
}

#[tokio::test]
async fn health_checks_are_not_traced() {
    check(
        async |cx, channel| {
            let mut health = tonic_health::pb::health_client::HealthClient::new(channel.traced(cx));
            let request = tonic_health::pb::HealthCheckRequest::default();
            health.check(request).await.unwrap();
        },
        "test",
        "
        test
          grpc.health.v1.Health/Check (client) rpc.response.status_code=OK
        ",
    )
    .await;
}

#[tokio::test]
async fn a_panic_in_a_handler_is_an_error_of_both() {
    check(
        async |cx, channel| {
            let mut client = client(channel, cx);
            let call = client.say_hello(HelloRequest::of("Panic at once"));
            call.await.unwrap_err();
        },
        "say_hello",
        "
        test
          greeter.Greeter/SayHello (client) error.type=[..] [error]
            greeter.Greeter/SayHello (server) [panicked]
              say_hello [panicked]
                greet error.type=panic [panicked]
                  ! panic: in the handler [..]
        ",
    )
    .await;
}

#[tokio::test]
async fn a_panic_in_a_stream_is_an_error_of_both() {
    check(
        async |cx, channel| {
            let mut client = client(channel, cx);
            let call = client.repeat(HelloRequest::of("Panic"));
            let replies = names(call.await.unwrap().into_inner()).await;
            replies.unwrap_err();
        },
        "replies",
        "
        test
          greeter.Greeter/Repeat (client) error.type=[..] [error]
            greeter.Greeter/Repeat (server) [panicked]
              repeat
                replies error.type=panic [panicked]
                  ! panic: in the stream [..]
                  greet
                  greet
        ",
    )
    .await;
}

#[tokio::test]
async fn a_client_may_have_interceptors() {
    let address = serve().await;
    let channel = channel(address);
    let recording = record("test", async |cx| {
        let of_another = |mut request: Request<()>| {
            let traceparent = "00-11111111111111111111111111111111-2222222222222222-01";
            let metadata = request.metadata_mut();
            metadata.insert("traceparent", traceparent.parse().unwrap());
            metadata.insert("authorization", "Bearer x".parse().unwrap());
            Ok(request)
        };
        let mut client = GreeterClient::with_interceptor(channel.traced(cx), of_another);
        let reply = client.say_hello(HelloRequest::of("Grace")).await.unwrap();
        // The answer tells its caller which trace to ask for.
        let told = reply
            .metadata()
            .get("x-trace-id")
            .unwrap()
            .to_str()
            .unwrap();
        assert_eq!(told, cx.trace_id().to_string());
    })
    .await;
    // In our trace, whatever the interceptor says.
    assert_eq!(recording.trace.spans_named("say_hello").count(), 1);
}

#[tokio::test]
async fn without_the_layer_the_caller_is_told() {
    let before = trace_runtime::stats().counter(Counter::ContextMissing);
    let status = {
        let request = Request::new(HelloRequest::of("Grace"));
        use test_greeter::greeter_server::Greeter;
        common::Shop.say_hello(request).await.unwrap_err()
    };
    assert_eq!(status.code(), Code::Internal);
    assert!(
        status.message().starts_with("TRACE_CONTEXT_MISSING"),
        "{status}"
    );
    let after = trace_runtime::stats().counter(Counter::ContextMissing);
    assert_eq!(after - before, 1);
}
