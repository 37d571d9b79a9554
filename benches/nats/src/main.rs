//! What a message through NATS costs under a contract, published and worked off, beside plain
//! async-nats: allocations and instructions of the thread that does both.
//!
//! `cargo run --release -p bench-nats` starts NATS itself; it needs valgrind.

use std::env;
use std::error::Error;
use std::hint::black_box;

use async_nats::HeaderMap;
use bench_harness::callgrind::count_in;
use bench_harness::contract::CountingExporter;
use bench_harness::system;
use futures_util::StreamExt as _;
use test_servers::Nats;
use tokio::runtime::{Builder, Runtime};
use trace_nats::{Client, Subscriber, connect};
use trace_runtime::sampling::Sampler;
use trace_runtime::{Pipeline, run};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Messages that are counted, behind as many that are not.
const MESSAGES: u64 = 2_000;

/// A header of the length of a `traceparent`.
const HEADER: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[derive(Clone, Copy)]
enum Way {
    /// async-nats itself, with so many headers.
    Plain { headers: usize },
    /// Of the traces, this share is recorded.
    Traced { ratio: f64 },
}

const MODES: [(&str, Way); 4] = [
    ("plain async-nats", Way::Plain { headers: 0 }),
    ("plain, two headers", Way::Plain { headers: 2 }),
    ("not recorded", Way::Traced { ratio: 0.0 }),
    ("recorded", Way::Traced { ratio: 1.0 }),
];

fn main() -> Outcome<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        [] => table(),
        ["load", mode, url] => {
            let (_, way) = MODES.get(mode.parse::<usize>()?).ok_or("no such mode")?;
            println!("{}", load(*way, url)?);
            Ok(())
        }
        _ => Err("there are no arguments".into()),
    }
}

fn table() -> Outcome<()> {
    let server = Nats::start()?;
    println!("allocations and instructions of a message, published and worked off");
    for (at, (name, _)) in MODES.iter().enumerate() {
        let arguments = ["load", &at.to_string(), &server.url()];
        let (allocations, instructions) = count_in("bench_nats::exchange*", &arguments)?;
        let allocations: u64 = allocations.trim().parse()?;
        let per = |counted: u64| counted as f64 / MESSAGES as f64;
        let (allocations, instructions) = (per(allocations), per(instructions));
        println!("  {name:<20}{allocations:>7.2}{instructions:>9.0}");
    }
    Ok(())
}

/// One mode, in a process of its own: a process has one sampler. Gives the allocations.
fn load(way: Way, url: &str) -> Outcome<u64> {
    let ratio = match way {
        Way::Plain { .. } => 0.0,
        Way::Traced { ratio } => ratio,
    };
    let pipeline = Pipeline::builder()
        .sampler(Sampler::ratio(ratio))
        .exporter(CountingExporter)
        .install()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let (sent, counted) = match way {
        Way::Plain { headers } => {
            let mut plain = runtime.block_on(Plain::connect(url, headers))?;
            runtime.block_on(plain.messages())?;
            system::allocations(|| exchange(&runtime, plain.messages()))
        }
        Way::Traced { .. } => {
            let mut traced = runtime.block_on(Traced::connect(url))?;
            runtime.block_on(traced.messages())?;
            system::allocations(|| exchange(&runtime, traced.messages()))
        }
    };
    sent?;
    drop(pipeline);
    Ok(counted.by_caller)
}

/// What is counted. Its name stands in the call of callgrind.
#[inline(never)]
fn exchange(runtime: &Runtime, messages: impl Future<Output = Outcome<()>>) -> Outcome<()> {
    runtime.block_on(messages)
}

struct Plain {
    nats: async_nats::Client,
    orders: async_nats::Subscriber,
    headers: usize,
}

impl Plain {
    #[expect(clippy::disallowed_methods, reason = "what is compared with")]
    async fn connect(url: &str, headers: usize) -> Outcome<Self> {
        let nats = async_nats::connect(url).await?;
        let orders = nats.subscribe("orders").await?;
        Ok(Plain {
            nats,
            orders,
            headers,
        })
    }

    async fn messages(&mut self) -> Outcome<()> {
        for _ in 0..MESSAGES {
            let payload = "two books".into();
            if self.headers == 0 {
                self.nats.publish("orders", payload).await?;
            } else {
                let mut headers = HeaderMap::new();
                for name in ["traceparent", "x-correlation-id"] {
                    headers.insert(name, HEADER);
                }
                self.nats
                    .publish_with_headers("orders", headers, payload)
                    .await?;
            }
            black_box(self.orders.next().await.ok_or("closed")?.payload);
        }
        Ok(())
    }
}

struct Traced {
    nats: Client,
    orders: Subscriber,
}

impl Traced {
    async fn connect(url: &str) -> Outcome<Self> {
        let nats = connect(url).await?;
        let orders = nats.subscribe("orders").await?;
        Ok(Traced { nats, orders })
    }

    async fn messages(&mut self) -> Outcome<()> {
        for _ in 0..MESSAGES {
            let nats = &self.nats;
            run("request", async |cx| {
                nats.traced(cx).publish("orders", "two books".into()).await
            })
            .await?;
            let message = self.orders.next().await.ok_or("closed")?;
            let work = message.process(async |_, message| black_box(message.payload));
            work.await;
        }
        Ok(())
    }
}
