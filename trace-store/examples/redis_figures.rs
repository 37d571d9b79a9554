//! What a store over Redis takes in, what it takes up, and how soon it answers.
//!
//! `cargo run --release -p trace-store --features redis --example redis_figures -- 2000000`
//! starts a server of its own. The load is the one of `benches/store`; it shares the cores
//! with the server.

// A measurement ends where something fails.
#![allow(clippy::unwrap_used)]

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use test_servers::Redis;
use tokio::sync::Semaphore;
use tokio::time::sleep;
use trace_model::TraceId;
use trace_model::otlp::{Batch, Limits, Signal};
use trace_store::redis::{RedisStore, Settings};
use trace_store::search::{
    Comparison, Condition, Literal, Order, Search, SpanFilter, Subject, TraceFilter,
};
use trace_store::{Store, WriteError};

#[path = "../../benches/store/src/load.rs"]
mod load;

/// How many batches are on their way at a time.
const WRITERS: usize = 8;

/// How many traces are read, each alone.
const READS: usize = 500;

type Failure = Box<dyn Error + Send + Sync>;

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement belongs to no trace"
)]
#[tokio::main]
async fn main() -> Result<(), Failure> {
    let spans: usize = std::env::args()
        .nth(1)
        .map_or(Ok(1_000_000), |count| count.parse())?;
    let server = Redis::start()?;
    let store = Arc::new(RedisStore::connect(Settings::new([server.url()])).await?);
    let empty = store.status().await.bytes;
    let begin = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos() as u64;
    let mut load = load::Load::new(1, begin);
    let (mut ids, mut sent) = (Vec::new(), 0);
    let room = Arc::new(Semaphore::new(WRITERS));
    let since = Instant::now();
    while sent < spans {
        let (requests, of) = load.round();
        ids.extend(of);
        for request in requests {
            let (batch, _) = Batch::read(Signal::Traces, request, &Limits::default())?;
            sent += batch.entries().len();
            let (permit, store) = (room.clone().acquire_owned().await?, store.clone());
            tokio::spawn(async move {
                while let Err(WriteError::Full { retry_after, .. }) =
                    store.write(batch.clone()).await
                {
                    sleep(retry_after).await;
                }
                drop(permit);
            });
        }
    }
    let _all = room.acquire_many(WRITERS as u32).await?;
    let took = since.elapsed();
    let rate = sent as f64 / took.as_secs_f64();
    println!("taken in: {sent} spans in {took:.1?}, {rate:.0} spans/s");
    while store.status().await.live_traces > 0 {
        sleep(Duration::from_millis(100)).await;
    }
    println!("settled after {:.1?}", since.elapsed());
    // The server is asked for its memory once a second.
    sleep(Duration::from_secs(2)).await;
    let status = store.status().await;
    let bytes = status.bytes.saturating_sub(empty) as f64 / sent as f64;
    println!(
        "in Redis: {bytes:.1} bytes a span, {} traces",
        status.traces
    );
    println!(
        "refused: {}, troubles: {:?}",
        status.batches_refused, status.troubles
    );
    read(&store, &ids).await
}

async fn read(store: &RedisStore, ids: &[u128]) -> Result<(), Failure> {
    let mut times = Vec::new();
    for at in 0..READS {
        let id = ids[at * 7_919 % ids.len()];
        let id = TraceId::from_u128(id).ok_or("a trace without an id")?;
        let since = Instant::now();
        let found = store.trace(id).await?.value.ok_or("a trace is gone")?;
        times.push(since.elapsed());
        assert_eq!(found.trace.spans.len(), load::SPANS);
    }
    show("get a trace", times);
    let is = |subject, comparison| {
        TraceFilter::Spans(SpanFilter::Is(Condition {
            subject,
            comparison,
        }))
    };
    let text = |text: &str| Comparison::Equal(Literal::Text(text.into()));
    let searches = [
        ("newest 20", TraceFilter::All, Order::Newest),
        (
            "newest 20 of a service",
            is(Subject::Service, text("payments")),
            Order::Newest,
        ),
        (
            "newest 20 failed",
            is(Subject::Status, text("error")),
            Order::Newest,
        ),
        (
            "newest 20 by an attribute of one trace",
            is(Subject::Attribute("url.path".into()), text("/v1/orders/7")),
            Order::Newest,
        ),
        ("slowest 20", TraceFilter::All, Order::Slowest),
    ];
    for (what, filter, order) in searches {
        let search = Search {
            filter,
            order,
            ..Search::default()
        };
        let mut times = Vec::new();
        let mut said = String::new();
        for _ in 0..5 {
            let since = Instant::now();
            let found = store.search(&search).await?;
            times.push(since.elapsed());
            let count = found.value.traces.len();
            said = format!("{count} found, {:?}", found.coverage.missing);
        }
        show(&format!("{what} ({said})"), times);
    }
    let (mut slow, mut errors) = (Vec::new(), Vec::new());
    let day = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 86_400;
    for _ in 0..20 {
        let since = Instant::now();
        store.slow(100).await?;
        slow.push(since.elapsed());
        let since = Instant::now();
        store.errors(day, 100).await?;
        errors.push(since.elapsed());
    }
    show("slow 100", slow);
    show("errors of the day, 100", errors);
    Ok(())
}

fn show(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{what}: p50 {:.2?}, p99 {:.2?}", at(50), at(99));
}
