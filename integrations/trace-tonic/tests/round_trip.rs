//! Calls of each kind, from our client to our server.

#![allow(clippy::unwrap_used)]

mod common;

use common::{channel, client, serve};
use test_greeter::HelloRequest;
use tokio_stream::StreamExt;
use trace_testing::record;

#[tokio::test]
async fn a_unary_call() {
    let channel = channel(serve().await);
    let mut recording = record("test", async |cx| {
        let reply = client(&channel, cx).say_hello(HelloRequest::of("Grace")).await;
        reply.unwrap().into_inner().message
    })
    .await;
    assert_eq!(recording.value, "Hello Grace!");
    recording.wait_for("say_hello").await.unwrap();
    recording.trace.without_attributes(&["*"]).assert_tree(
        "
        test
          greeter.Greeter/SayHello (client)
            greeter.Greeter/SayHello (server)
              say_hello
                greet
        ",
    );
}
