//! Each way to lose the trace is found. A line that must be reported says what
//! it calls, after `//~`.

use std::future::ready;
use std::thread;

use futures_executor::ThreadPool;
use futures_util::task::SpawnExt;
use rayon::ThreadPoolBuilder;
use redis::aio::ConnectionManager;
use redis::cluster::ClusterClient;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, PgConnection, PgPool};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking as in_the_background;
use tokio::task::{JoinSet, LocalSet, spawn};
use tokio_util::task::{JoinMap, TaskTracker};
use tonic::transport::Endpoint;
use trace_runtime::{TraceContract, traced};

type BoxError = Box<dyn std::error::Error>;
type Set = JoinSet<()>;

/// Somebody's own macro.
macro_rules! launch {
    ($work:expr) => {
        tokio::spawn($work) //~ tokio::spawn
    };
}

fn given_a_spawn(spawn: fn(std::future::Ready<()>) -> tokio::task::JoinHandle<()>) {
    spawn(ready(()));
}

fn by_path_and_alias() {
    tokio::spawn(ready(())); //~ tokio::spawn
    spawn(ready(())); //~ tokio::spawn
    in_the_background(|| ()); //~ tokio::task::spawn_blocking
    launch!(ready(()));
    thread::spawn(|| ()); //~ std::thread::spawn
}

fn as_a_value() {
    given_a_spawn(tokio::spawn); //~ tokio::spawn
    let later = in_the_background::<fn(), ()>; //~ tokio::task::spawn_blocking
    later(|| ());
    let by_method = Set::spawn::<std::future::Ready<()>>; //~ tokio::task::JoinSet::spawn
    by_method(&mut Set::new(), ready(()));
    let _tasks = [ready(())].map(tokio::spawn); //~ tokio::spawn
}

async fn by_method() {
    let mut set = JoinSet::new();
    set.spawn(ready(())); //~ tokio::task::JoinSet::spawn
    set.spawn_on(ready(()), &Handle::current()); //~ tokio::task::JoinSet::spawn_on
    Handle::current().spawn(ready(())); //~ tokio::runtime::Handle::spawn
    TaskTracker::new().spawn(ready(())); //~ tokio_util::task::TaskTracker::spawn
    JoinMap::new().spawn(1, ready(())); //~ tokio_util::task::JoinMap::spawn
    LocalSet::new().spawn_local(ready(())); //~ tokio::task::LocalSet::spawn_local
    let named = thread::Builder::new();
    let _ = named.spawn(|| ()); //~ std::thread::Builder::spawn
    let pool = ThreadPool::new().unwrap();
    pool.spawn_ok(ready(())); //~ futures_executor::ThreadPool::spawn_ok
    pool.spawn(ready(())).unwrap(); //~ futures_util::task::SpawnExt::spawn
    rayon::spawn(|| ()); //~ rayon_core::spawn
    ThreadPoolBuilder::new().build().unwrap().spawn(|| ()); //~ rayon_core::ThreadPool::spawn
}

async fn inside_of_other_macros() {
    tokio::select! {
        done = tokio::spawn(ready(())) => drop(done), //~ tokio::spawn
        () = ready(()) => {}
    }
    let both = tokio::join!(
        spawn(ready(())), //~ tokio::spawn
        async { in_the_background(|| ()).await }, //~ tokio::task::spawn_blocking
    );
    drop(both);
    assert!(vec![spawn(ready(()))].len() == 1); //~ tokio::spawn
}

/// What the macro itself cannot see: an alias, a method.
#[traced]
async fn in_a_traced_function(cx: &TraceContract) {
    spawn(ready(())); //~ tokio::spawn
    Handle::current().spawn(ready(())); //~ tokio::runtime::Handle::spawn
}

/// Right, and yet no lint can tell it from the line above.
async fn with_a_task_of_ours(cx: &TraceContract) {
    let mut set = JoinSet::new();
    set.spawn(cx.task("task", async |_| ())); //~ tokio::task::JoinSet::spawn
}

async fn by_a_raw_client(client: &reqwest::Client) -> reqwest::Result<()> {
    client.get("http://127.0.0.1").send().await?; //~ reqwest::RequestBuilder::send
    client.execute(client.get("http://127.0.0.1").build()?).await?; //~ reqwest::Client::execute
    reqwest::get("http://127.0.0.1").await?; //~ reqwest::get
    Ok(())
}

/// A client that sends without a contract is found where it is made.
async fn by_clients_that_are_raw() -> Result<(), BoxError> {
    reqwest::Client::new(); //~ reqwest::Client::new
    PgPool::connect("postgres://127.0.0.1").await?; //~ sqlx::Pool::connect
    PgPoolOptions::new().connect_lazy("postgres://127.0.0.1")?; //~ sqlx::pool::PoolOptions::connect_lazy
    PgConnection::connect("postgres://127.0.0.1").await?; //~ sqlx::Connection::connect
    let client = redis::Client::open("redis://127.0.0.1")?; //~ redis::Client::open
    client.get_multiplexed_async_connection().await?; //~ redis::Client::get_multiplexed_async_connection
    client.get_connection()?; //~ redis::Client::get_connection
    ConnectionManager::new(client).await?; //~ redis::aio::ConnectionManager::new
    let cluster = ClusterClient::new(["redis://127.0.0.1"])?; //~ redis::cluster::ClusterClient::new
    cluster.get_async_connection().await?; //~ redis::cluster::ClusterClient::get_async_connection
    Endpoint::from_static("http://127.0.0.1").connect().await?; //~ tonic::transport::Endpoint::connect
    let nats = async_nats::connect("127.0.0.1").await?; //~ async_nats::connect
    async_nats::jetstream::new(nats); //~ async_nats::jetstream::new
    Ok(())
}

async fn around_a_client_of_ours(pool: &trace_sqlx::PgPool) {
    drop(pool.untraced_pool().acquire().await); //~ trace_sqlx::Pool::untraced_pool
}

fn on_the_span_of_another_library(span: &tracing::Span) {
    tracing::Span::current().record("rows", 3); //~ tracing::Span::record
    span.record("rows", 3).record("state", "done"); //~ tracing::Span::record
}

#[tokio::main]
async fn main() {
    on_the_span_of_another_library(&tracing::Span::none());
    by_path_and_alias();
    as_a_value();
    by_method().await;
    inside_of_other_macros().await;
    by_a_raw_client(&reqwest::Client::default()).await.unwrap();
    by_clients_that_are_raw().await.unwrap();
    let pool = trace_sqlx::PgPool::connect("postgres://127.0.0.1");
    around_a_client_of_ours(&pool.await.unwrap()).await;
    trace_runtime::run("main", async |cx| {
        in_a_traced_function(cx).await;
        with_a_task_of_ours(cx).await;
    })
    .await;
}
