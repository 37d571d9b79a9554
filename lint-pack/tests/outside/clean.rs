//! What our macros expand to and what our documentation recommends: nothing of
//! it is banned, and a lint that cannot be allowed does not stop the macros.

#![forbid(clippy::disallowed_methods)]

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::runtime::{Builder, Handle};
use tokio::task::{JoinSet, LocalSet};
use tokio_util::task::{JoinMap, JoinQueue, TaskTracker};
use trace_runtime::{SealedContract, TraceContract, linked_trace, traced};

struct Service {
    sealed: SealedContract,
}

#[traced]
impl Service {
    async fn asynchronous(&self, cx: &TraceContract) -> Result<u8, std::io::Error> {
        Ok(1)
    }

    fn synchronous(&self, cx: &TraceContract) -> Option<u8> {
        None
    }

    #[traced(cx = self.sealed as cx, ret, kind = client)]
    fn of_a_sealed_contract(&self, #[attribute] order: u64) -> u64 {
        order
    }

    fn a_future(&self, cx: &TraceContract) -> impl Future<Output = u8> {
        async { 1 }
    }
}

#[traced]
trait Ledger {
    async fn book(&self, cx: &TraceContract, cents: u64);
}

#[traced]
impl Ledger for Service {
    #[traced(attributes(cents))]
    async fn book(&self, cx: &TraceContract, cents: u64) {
        self.synchronous(cx);
    }
}

#[traced(root as cx)]
async fn entry() {
    tasks(cx).await;
}

#[traced]
async fn tasks(cx: &TraceContract) {
    cx.spawn("task", async move |cx| leaf(cx));
    cx.spawn_blocking("work", leaf);
    cx.spawn(linked_trace("reminder"), async move |cx| leaf(cx));
    cx.spawn_after("later", Duration::ZERO, async move |cx| leaf(cx));
    cx.spawn_thread("thread", leaf).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| leaf(cx));
        cx.spawn_scoped(scope, "scoped", leaf).unwrap();
    });
    rayon::join(|| leaf(cx), || leaf(cx));
    rayon::scope(|scope| scope.spawn(|_| leaf(cx)));

    let mut set = JoinSet::new();
    cx.spawn_on(&mut set, "task", async move |cx| leaf(cx));
    cx.spawn_blocking_on(&mut set, "work", leaf);
    let tracker = TaskTracker::new();
    cx.spawn_on(&tracker, "task", async move |cx| leaf(cx));
    let mut queue = JoinQueue::new();
    cx.spawn_on(&mut queue, "task", async move |cx| leaf(cx));
    let mut map = JoinMap::new();
    cx.spawn_on((&mut map, "key"), "task", async move |cx| leaf(cx));
    cx.spawn_on(&Handle::current(), "task", async move |cx| leaf(cx));

    let mut unordered = FuturesUnordered::new();
    unordered.push(cx.task("task", async move |cx| leaf(cx)));
    unordered.next().await;
    tokio::select! {
        () = cx.span("one", async |cx| leaf(cx)) => {}
        () = cx.sleep("two", Duration::from_secs(1)) => {}
    }
}

#[traced]
fn leaf(cx: &TraceContract) {}

async fn request(client: &trace_reqwest::Client, cx: &TraceContract) {
    let _ = client.traced(cx).get("http://127.0.0.1").send().await;
}

async fn statement(pool: &trace_sqlx::PgPool, cx: &TraceContract) {
    let _ = sqlx::query("SELECT 1").execute(pool.traced(cx)).await;
}

/// With settings of its own it is built by its own builder, and then wrapped.
fn clients() -> Result<trace_reqwest::Client, reqwest::Error> {
    let client = reqwest::Client::builder().build()?;
    Ok(client.into())
}

fn main() {
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(entry());
    runtime.block_on(trace_runtime::run("main", async |cx| {
        let local = LocalSet::new();
        cx.spawn_local_on(&local, "local", async |cx| leaf(cx));
        local.await;
        let service = Service { sealed: cx.seal() };
        service.asynchronous(cx).await.unwrap();
        service.of_a_sealed_contract(1);
        service.a_future(cx).await;
        service.book(cx, 1).await;
        request(&clients().unwrap(), cx).await;
        let pool = trace_sqlx::PgPool::connect("postgres://127.0.0.1").await;
        statement(&pool.unwrap(), cx).await;
    }));
}
