//! Sends the load to any server that takes OTLP over HTTP, and looks at the server's process
//! from outside: the same figures of every store.

use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, anyhow};
use bytes::Bytes;
use http::{Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::Builder;

use crate::load::{Load, SPANS, TRACES};
use crate::process::Process;

/// What is sent, where to, and who is looked at.
#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    /// Where the traces go, as `http://127.0.0.1:4318/v1/traces`.
    url: Uri,
    /// How many spans; rounded up to whole rounds of 2,496.
    #[arg(long, default_value_t = 300_000)]
    spans: u64,
    /// How many connections send at a time.
    #[arg(long, default_value_t = 2)]
    senders: u64,
    /// The process of the server.
    #[arg(long)]
    pid: Option<u32>,
    /// The folder in which the server keeps its traces.
    #[arg(long)]
    folder: Option<std::path::PathBuf>,
    /// Begins a load of its own: another number, other traces.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What one sender has done.
#[derive(Debug, Default)]
struct Sent {
    spans: u64,
    /// Answers that told to come again later.
    pauses: u64,
}

impl Send {
    #[expect(
        clippy::disallowed_methods,
        reason = "a sender of traces belongs to none"
    )]
    pub(crate) fn run(&self) -> Result<()> {
        let before = self.pid.map(Process::read).transpose()?;
        let begin = Instant::now();
        let senders: Vec<_> = (0..self.senders)
            .map(|number| {
                let rounds = self.spans.div_ceil((TRACES * SPANS) as u64 * self.senders);
                let seed = self.seed * 1_000 + number;
                let url = self.url.clone();
                thread::spawn(move || {
                    let runtime = Builder::new_current_thread().enable_all().build()?;
                    runtime.block_on(send(&url, seed, rounds))
                })
            })
            .collect();
        let mut sent = Sent::default();
        for sender in senders {
            let one = sender.join().map_err(|_| anyhow!("a sender panicked"))??;
            sent.spans += one.spans;
            sent.pauses += one.pauses;
        }
        let took = begin.elapsed();
        let spans = sent.spans as f64;
        println!(
            "{} spans in {:.1} s, told to wait {} times",
            sent.spans,
            took.as_secs_f64(),
            sent.pauses
        );
        println!("accepted: {:.0} spans/s", spans / took.as_secs_f64());
        if let (Some(before), Some(pid)) = (before, self.pid) {
            // What is done behind the answer counts as well.
            thread::sleep(Duration::from_secs(8));
            let after = Process::read(pid)?;
            let cpu = (after.cpu - before.cpu).as_nanos() as f64 / 1_000.0;
            println!("CPU of the server: {:.2} µs a span", cpu / spans);
            println!(
                "its memory: {} MiB, at most {} MiB",
                after.resident_mib, after.peak_mib
            );
        }
        if let Some(folder) = &self.folder {
            let bytes = crate::process::disk_bytes(folder)?;
            println!(
                "on disk: {:.1} MB, {:.1} bytes for each span sent",
                bytes as f64 / 1e6,
                bytes as f64 / spans
            );
        }
        Ok(())
    }
}

async fn send(url: &Uri, seed: u64, rounds: u64) -> Result<Sent> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let mut load = Load::new(seed, now.as_nanos() as u64);
    let mut connection = connect(url).await?;
    let mut sent = Sent::default();
    for _ in 0..rounds {
        let (requests, _) = load.round();
        for request in requests {
            loop {
                let status = post(&mut connection, url, request.clone()).await?;
                match status {
                    StatusCode::OK => break,
                    StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                        sent.pauses += 1;
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                    other => return Err(anyhow!("{url} answered {other}")),
                }
            }
        }
        sent.spans += (TRACES * SPANS) as u64;
    }
    Ok(sent)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a sender of traces belongs to none"
)]
async fn connect(url: &Uri) -> Result<SendRequest<Full<Bytes>>> {
    let authority = url.authority().context("the URL names no host")?;
    let address = (authority.host(), authority.port_u16().unwrap_or(80));
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn post(
    connection: &mut SendRequest<Full<Bytes>>,
    url: &Uri,
    body: Bytes,
) -> Result<StatusCode> {
    let authority = url.authority().map_or("", |authority| authority.as_str());
    let request = Request::post(url.path())
        .header(header::HOST, authority)
        .header(header::CONTENT_TYPE, "application/x-protobuf")
        .body(Full::new(body))?;
    connection.ready().await?;
    let response = connection.send_request(request).await?;
    let status = response.status();
    response.into_body().collect().await?;
    Ok(status)
}
