//! One mode, in a process of its own: a process has one sampler.

use std::hint::black_box;
use std::time::Instant;

use bench_harness::contract::CountingExporter;
use bench_harness::system;
use test_greeter::HelloRequest;
use test_greeter::greeter_client::GreeterClient;
use test_greeter::greeter_server::GreeterServer;
use tokio::net::TcpListener;
use tonic::Status;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Endpoint, Server};
use trace_runtime::sampling::Sampler;
use trace_runtime::{Pipeline, TraceContract, Trust, run};
use trace_tonic::{Channel, TraceLayer};

use crate::Outcome;
use crate::mode::Mode;
use crate::service::{Plain, Traced};

/// What a call costs both sides, which share a thread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) allocations: f64,
    pub(crate) micros: f64,
}

/// Calls in each trace.
pub(crate) const CALLS: u64 = 20;

/// Traces before anything is counted: the connection is there then.
const WARM_UP: u64 = 20;

/// Makes the calls of so many traces.
pub(crate) fn load(mode: Mode, traces: u64) -> Outcome<Cost> {
    let pipeline = Pipeline::builder()
        .sampler(Sampler::ratio(if mode.recorded { 1.0 } else { 0.0 }))
        .exporter(CountingExporter)
        .install()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let channel = runtime.block_on(serve(mode))?;
    let make = |traces| {
        runtime.block_on(async {
            for _ in 0..traces {
                run("request", async |cx| call(mode, cx, &channel).await).await?;
            }
            Ok::<_, Status>(())
        })
    };
    make(WARM_UP.min(traces))?;
    let start = Instant::now();
    let (made, counted) = system::allocations(|| make(traces));
    let elapsed = start.elapsed();
    made?;
    drop(pipeline);
    let calls = (traces * CALLS) as f64;
    Ok(Cost {
        allocations: counted.by_caller as f64 / calls,
        micros: elapsed.as_secs_f64() * 1e6 / calls,
    })
}

/// Serves on a port of loopback, and connects to it.
#[expect(clippy::disallowed_methods, reason = "a server belongs to no trace")]
async fn serve(mode: Mode) -> Outcome<Channel> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let endpoint = Endpoint::from_shared(format!("http://{}", listener.local_addr()?))?;
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    if mode.server {
        let server = Server::builder()
            .layer(TraceLayer::new(Trust::Continue))
            .add_service(GreeterServer::new(Traced));
        tokio::spawn(server.serve_with_incoming(incoming));
    } else {
        let server = Server::builder().add_service(GreeterServer::new(Plain));
        tokio::spawn(server.serve_with_incoming(incoming));
    }
    Ok(Channel::connect(&endpoint).await?)
}

/// The calls of one trace, each of a client of its own, as `channel.traced(cx)` gives it.
#[expect(clippy::disallowed_methods, reason = "what is compared with")]
async fn call(mode: Mode, cx: &TraceContract, channel: &Channel) -> Result<(), Status> {
    for _ in 0..CALLS {
        let request = HelloRequest::of("Grace");
        black_box(if mode.client {
            let mut greeter = GreeterClient::new(channel.traced(cx));
            greeter.say_hello(request).await?
        } else {
            let mut greeter = GreeterClient::new(channel.untraced_channel().clone());
            greeter.say_hello(request).await?
        });
    }
    Ok(())
}
