//! What a command to Redis costs under a contract, beside plain redis: allocations and
//! instructions of the thread that sends it.
//!
//! `cargo run --release -p bench-redis` starts Redis itself; it needs valgrind.

mod mode;

use std::env;
use std::error::Error;

use bench_harness::callgrind::count_in;
use bench_harness::contract::CountingExporter;
use bench_harness::system;
use redis::RedisResult;
use test_servers::Redis;
use tokio::runtime::Runtime;
use trace_redis::{Client, MultiplexedConnection};
use trace_runtime::sampling::Sampler;
use trace_runtime::{Pipeline, run};

use crate::mode::{MODES, Mode};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Traces that are counted, behind as many that are not.
const TRACES: u64 = 200;

fn main() -> Outcome<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        [] => table(),
        ["load", mode, url] => {
            let mode = MODES.get(mode.parse::<usize>()?).ok_or("no such mode")?;
            println!("{}", load(*mode, url)?);
            Ok(())
        }
        _ => Err("there are no arguments".into()),
    }
}

fn table() -> Outcome<()> {
    let server = Redis::start()?;
    server.cli(&["SET", "name", "Ada"])?;
    println!("allocations and instructions in the thread that sends");
    for (at, mode) in MODES.iter().enumerate() {
        let (allocations, instructions) = measure(at, &server.url())?;
        let per = |counted| counted as f64 / (TRACES * mode.sent()) as f64;
        let (allocations, instructions) = (per(allocations), per(instructions));
        println!("  {:<34}{allocations:>7.2}{instructions:>9.0}", mode.name);
    }
    Ok(())
}

/// Allocations and instructions of [`send`], in a process of its own: a process has one
/// sampler.
fn measure(at: usize, url: &str) -> Outcome<(u64, u64)> {
    let arguments = ["load", &at.to_string(), url];
    let (allocations, instructions) = count_in("bench_redis::send*", &arguments)?;
    Ok((allocations.trim().parse()?, instructions))
}

/// Gives the allocations.
fn load(mode: Mode, url: &str) -> Outcome<u64> {
    let ratio = if mode.is_recorded { 1.0 } else { 0.0 };
    let pipeline = Pipeline::builder()
        .sampler(Sampler::ratio(ratio))
        .exporter(CountingExporter)
        .install()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let connecting = async { Client::open(url)?.get_multiplexed_async_connection().await };
    let con = runtime.block_on(connecting)?;
    runtime.block_on(traces(mode, &con))?;
    let (sent, counted) = system::allocations(|| send(&runtime, mode, &con));
    sent?;
    drop(pipeline);
    Ok(counted.by_caller)
}

/// What is counted. Its name stands in the call of callgrind.
#[inline(never)]
fn send(runtime: &Runtime, mode: Mode, con: &MultiplexedConnection) -> RedisResult<()> {
    runtime.block_on(traces(mode, con))
}

async fn traces(mode: Mode, con: &MultiplexedConnection) -> RedisResult<()> {
    for _ in 0..TRACES {
        run("request", async |cx| mode.send(cx, con).await).await?;
    }
    Ok(())
}
