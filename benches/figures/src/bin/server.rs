//! What the server layer costs a request: two servers that differ by the layer
//! alone, under load from this process by turns, and their CPU time.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use bench_figures::{Outcome, Samples, Serving, settle};
use bench_harness::contract::EncodingExporter;
use bench_harness::{Figure, system};
use tokio::net::TcpListener;
use trace_runtime::sampling::Sampler;
use trace_runtime::{Pipeline, Trust};
use trace_tower::TraceLayer;

const CONNECTIONS: usize = 4;
/// On each connection, between two looks at the clock.
const REQUESTS: usize = 1000;
const ROUNDS: usize = 25;

const REQUEST: &[u8] = b"GET /orders/4711?page=2 HTTP/1.1\r\n\
    host: shop.example:8080\r\n\
    user-agent: bench/1.0\r\n\
    accept: application/json\r\n\
    traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n";

/// The servers, by the argument that starts them.
const PLAIN: &str = "plain";
const TRACED: &str = "traced";
const UNSAMPLED: &str = "unsampled";

fn main() -> Outcome {
    match env::args().nth(1) {
        Some(server) => serve(&server),
        None => compare(),
    }
}

/// Serves until standard input ends. A line there asks for the CPU time so far,
/// with the collector's part: spans are flushed first.
fn serve(server: &str) -> Outcome {
    let app = Router::new().route("/orders/{id}", get(order));
    let (app, sampler) = match server {
        PLAIN => (app, None),
        TRACED => (
            app.layer(TraceLayer::new(Trust::Continue)),
            Some(Sampler::always_on()),
        ),
        UNSAMPLED => (
            app.layer(TraceLayer::new(Trust::Continue)),
            Some(Sampler::always_off()),
        ),
        other => return Err(format!("there is no server `{other}`").into()),
    };
    let pipeline = sampler
        .map(|sampler| {
            let builder = Pipeline::builder().sampler(sampler);
            builder.exporter(EncodingExporter::default()).install()
        })
        .transpose()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    say(&listener.local_addr()?.to_string())?;
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    runtime.spawn(async move { axum::serve(listener, app).await });

    let mut made = 0;
    for line in io::stdin().lock().lines() {
        made += line?.parse::<u64>()?;
        if let Some(pipeline) = &pipeline {
            pipeline.flush(Duration::from_secs(10))?;
        }
        say(&system::process_cpu().as_nanos().to_string())?;
    }
    if let Some(pipeline) = pipeline {
        pipeline.shutdown(Duration::from_secs(10))?;
        let accounts = settle(if server == TRACED { made } else { 0 })?;
        if accounts.lost() > 0 {
            return Err(format!("spans were lost: {}", accounts.reasons()).into());
        }
    }
    Ok(())
}

async fn order(Path(id): Path<u64>) -> String {
    format!("{{\"order\":{id}}}")
}

fn say(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Starts the servers, and sends requests to each by turns.
fn compare() -> Outcome {
    let mut servers = [PLAIN, TRACED, UNSAMPLED].map(Server::start);
    let mut micros = [const { Samples::new() }; 3];
    let mut over_plain = [const { Samples::new() }; 2];
    // The first round warms up, and is not counted.
    for round in 0..=ROUNDS {
        let mut now = [0.0; 3];
        for turn in 0..servers.len() {
            let at = (round + turn) % servers.len();
            let server = servers[at].as_mut().map_err(|error| error.to_string())?;
            now[at] = server.load()?;
        }
        if round > 0 {
            for (samples, sample) in micros.iter_mut().zip(now) {
                samples.push(sample);
            }
            for (samples, sample) in over_plain.iter_mut().zip(&now[1..]) {
                samples.push(sample - now[0]);
            }
        }
    }
    for server in servers {
        server?.stop()?;
    }

    let [plain, traced, unsampled] = micros;
    let [over, over_unsampled] = over_plain;
    let note = format!(
        "median of {ROUNDS} pairs; with export as OTLP; {:.1} µs with the layer, {:.1} without; \
         minima differ by {:.1}",
        traced.median(),
        plain.median(),
        traced.min() - plain.min()
    );
    Figure::new("server layer, CPU a request", over.median(), "µs")
        .at_most(20.0)
        .note(&note)
        .print();
    let note = format!("minima differ by {:.1}", unsampled.min() - plain.min());
    let figure = "server layer, CPU a request, not sampled";
    Figure::new(figure, over_unsampled.median(), "µs")
        .note(&note)
        .print();
    Ok(())
}

/// A server in a process of its own, and the connections to it.
struct Server {
    process: Child,
    said: BufReader<ChildStdout>,
    connections: Vec<TcpStream>,
    cpu: f64,
}

impl Server {
    fn start(which: &str) -> io::Result<Server> {
        let Serving {
            process,
            said,
            address,
        } = Serving::start(which)?;
        let connect = |_| {
            let connection = TcpStream::connect(&address)?;
            connection.set_nodelay(true)?;
            Ok(connection)
        };
        let connections = (0..CONNECTIONS).map(connect).collect::<io::Result<_>>()?;
        let mut server = Server {
            process,
            said,
            connections,
            cpu: 0.0,
        };
        server.cpu = server.cpu(0)?;
        Ok(server)
    }

    /// Sends requests on all connections; returns µs of the server's CPU for one.
    fn load(&mut self) -> io::Result<f64> {
        thread::scope(|scope| {
            let connections = self.connections.iter_mut();
            let clients: Vec<_> = connections
                .map(|connection| scope.spawn(|| requests(connection)))
                .collect();
            clients.into_iter().try_for_each(|client| {
                client
                    .join()
                    .map_err(|_| io::Error::other("a client panicked"))?
            })
        })?;
        let made = CONNECTIONS * REQUESTS;
        let cpu = self.cpu(made)?;
        let spent = cpu - self.cpu;
        self.cpu = cpu;
        Ok(spent / made as f64)
    }

    /// The server's CPU time so far in µs, after so many requests more.
    fn cpu(&mut self, made: usize) -> io::Result<f64> {
        let stdin = self
            .process
            .stdin
            .as_mut()
            .ok_or(io::ErrorKind::BrokenPipe)?;
        writeln!(stdin, "{made}")?;
        let mut nanos = String::new();
        self.said.read_line(&mut nanos)?;
        let nanos: f64 = nanos.trim().parse().map_err(io::Error::other)?;
        Ok(nanos / 1e3)
    }

    fn stop(mut self) -> Result<(), String> {
        drop(self.process.stdin.take());
        match self.process.wait() {
            Ok(status) if status.success() => Ok(()),
            other => Err(format!("a server ended with {other:?}")),
        }
    }
}

/// One after the other on one connection, which is kept alive.
fn requests(connection: &mut TcpStream) -> io::Result<()> {
    let mut buffer = [0; 4096];
    for _ in 0..REQUESTS {
        connection.write_all(REQUEST)?;
        let mut length = 0;
        loop {
            match connection.read(&mut buffer[length..])? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => length += read,
            }
            if buffer[..length].ends_with(b"\r\n\r\n{\"order\":4711}") {
                break;
            }
        }
        if !buffer.starts_with(b"HTTP/1.1 200 ") {
            return Err(io::Error::other("a request failed"));
        }
    }
    Ok(())
}
