//! A client and a server in Python, with the instrumentation of OpenTelemetry: one trace with
//! ours, in both directions.

#![allow(clippy::unwrap_used)]

mod common;

use std::collections::HashMap;
use std::time::Duration;

use common::{channel, client, serve};
use serde::Deserialize;
use test_greeter::HelloRequest;
use test_servers::{Python, Script};
use trace_runtime::{SpanId, TraceId};
use trace_testing::record;

const PACKAGES: [&str; 6] = [
    "grpcio==1.85.3",
    "opentelemetry-instrumentation-grpc==0.66b2",
    "opentelemetry-sdk==1.45.2",
    "packaging==26.4",
    "typing-extensions==4.16.0",
    "wrapt==2.5.2",
];

fn script(file: &str) -> Script {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop");
    Python::with(&PACKAGES)
        .unwrap()
        .script(format!("{folder}/{file}"))
}

/// A span of theirs.
#[derive(Debug, Deserialize)]
struct Theirs {
    name: String,
    kind: String,
    trace_id: String,
    span_id: String,
    parent_span_id: Option<String>,
}

impl Theirs {
    fn read(line: &str) -> Theirs {
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    fn trace_id(&self) -> TraceId {
        self.trace_id.parse().unwrap()
    }

    fn span_id(&self) -> SpanId {
        self.span_id.parse().unwrap()
    }

    fn parent_span_id(&self) -> Option<SpanId> {
        let parent = self.parent_span_id.as_deref()?;
        Some(parent.parse().unwrap())
    }
}

#[tokio::test]
async fn we_call_python() {
    let server = script("server.py").start().unwrap();
    let address = format!("127.0.0.1:{}", server.line().unwrap());
    let channel = channel(address.parse().unwrap());
    let recording = record("test", async |cx| {
        let mut client = client(&channel, cx);
        let reply = client.say_hello(HelloRequest::of("Grace")).await.unwrap();
        assert_eq!(reply.into_inner().message, "Hello Grace!");
        let replies = client.repeat(HelloRequest::of("Ada")).await.unwrap();
        let mut replies = replies.into_inner();
        while let Some(reply) = replies.message().await.unwrap() {
            assert_eq!(reply.message, "Hello Ada!");
        }
        client
            .say_hello(HelloRequest::of("Nobody"))
            .await
            .unwrap_err();
    })
    .await;
    let end = ["rpc.response.status_code"];
    recording.trace.only_attributes(&end).assert_tree(
        "
        test
          greeter.Greeter/SayHello (client) rpc.response.status_code=OK
          greeter.Greeter/Repeat (client) rpc.response.status_code=OK
          greeter.Greeter/SayHello (client) rpc.response.status_code=NOT_FOUND [error]
        ",
    );
    // Each of our calls is the parent of one of their spans.
    let theirs: Vec<_> = (0..3)
        .map(|_| Theirs::read(&server.line().unwrap()))
        .collect();
    let parents: HashMap<_, _> = theirs
        .iter()
        .map(|span| (span.parent_span_id(), span))
        .collect();
    for call in recording
        .trace
        .spans()
        .iter()
        .filter(|span| span.name != "test")
    {
        let theirs = parents.get(&Some(call.span_id)).expect("a span of theirs");
        assert_eq!(theirs.kind, "SERVER");
        assert_eq!(theirs.trace_id(), call.trace_id);
        assert!(theirs.name.ends_with(&*call.name), "{theirs:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn python_calls_us() {
    trace_testing::start();
    let port = serve().await.port();
    let client = script("client.py").arg(port.to_string());
    #[expect(clippy::disallowed_methods, reason = "it waits for a process")]
    let printed = tokio::task::spawn_blocking(move || client.run()).await;
    let printed = printed.unwrap().unwrap();
    let (spans, answers) = printed.rsplit_once('\n').unwrap();
    assert_eq!(
        answers,
        "Hello Grace! Hello Ada! Hello Ada! NOT_FOUND DEADLINE_EXCEEDED"
    );
    let spans: Vec<_> = spans.lines().map(Theirs::read).collect();
    let root = spans.last().unwrap();
    assert_eq!(root.name, "python");
    let calls: Vec<_> = spans.iter().filter(|span| span.kind == "CLIENT").collect();
    assert_eq!(calls.len(), 4);

    // The last is dropped as the time of its caller passes.
    let ended = async {
        loop {
            let trace = trace_testing::trace_of(root.trace_id()).await.unwrap();
            if trace.spans_named("greeter.Greeter/SayHello").count() == 3 {
                return trace;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let ours = tokio::time::timeout(Duration::from_secs(60), ended)
        .await
        .unwrap();
    for call in calls {
        assert_eq!(call.parent_span_id(), Some(root.span_id()));
        let mut served = ours
            .spans()
            .iter()
            .filter(|span| span.parent_span_id == Some(call.span_id()));
        let span = served.next().expect("a span of ours");
        assert!(served.next().is_none());
        assert!(span.parent_is_remote);
        assert_eq!(call.trace_id(), span.trace_id);
    }
    let end = ["error.type", "rpc.response.status_code"];
    let text = ours.only_attributes(&end).to_string();
    let servers = text.lines().filter(|line| line.contains("(server)"));
    assert_eq!(
        servers.collect::<Vec<_>>(),
        [
            "greeter.Greeter/SayHello (server) rpc.response.status_code=OK",
            "greeter.Greeter/Repeat (server) rpc.response.status_code=OK",
            "greeter.Greeter/SayHello (server) rpc.response.status_code=NOT_FOUND",
            "greeter.Greeter/SayHello (server) error.type=DEADLINE_EXCEEDED \
             rpc.response.status_code=DEADLINE_EXCEEDED [error] [cancelled]",
        ]
    );
}
