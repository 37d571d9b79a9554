use futures_executor::{LocalSpawner, ThreadPool};
use futures_util::future::{BoxFuture, FutureExt, LocalBoxFuture, abortable};
use futures_util::stream::{self, BoxStream, FuturesUnordered, StreamExt};
use futures_util::task::{LocalSpawnExt, SpawnExt};
use trace_runtime::TraceContract;

fn job(cx: &TraceContract) -> &TraceContract { cx }
//~ fn job(cx: &TraceContract) -> trace_runtime::SealedContract { cx.seal() }

fn keep<T>(_: T) {}

fn spawn_ok(cx: &TraceContract, pool: &ThreadPool) {
    let job = job(cx);
    pool.spawn_ok(async move { keep(job) });
}

fn spawn(cx: &TraceContract, pool: &ThreadPool) {
    let job = job(cx);
    pool.spawn(async move { keep(job) }).unwrap();
}

fn spawn_with_handle(cx: &TraceContract, pool: &ThreadPool) {
    let job = job(cx);
    drop(pool.spawn_with_handle(async move { keep(job) }));
}

fn spawn_local(cx: &TraceContract, pool: &LocalSpawner) {
    let job = job(cx);
    pool.spawn_local(async move { keep(job) }).unwrap();
}

fn spawn_local_with_handle(cx: &TraceContract, pool: &LocalSpawner) {
    let job = job(cx);
    drop(pool.spawn_local_with_handle(async move { keep(job) }));
}

fn boxed(cx: &TraceContract, tasks: &FuturesUnordered<BoxFuture<'static, ()>>) {
    let job = job(cx);
    tasks.push(async move { keep(job) }.boxed());
}

fn boxed_local(cx: &TraceContract, tasks: &FuturesUnordered<LocalBoxFuture<'static, ()>>) {
    let job = job(cx);
    tasks.push(async move { keep(job) }.boxed_local());
}

fn remote_handle(cx: &TraceContract) {
    let job = job(cx);
    let (task, _handle) = async move { keep(job) }.remote_handle();
    tokio::spawn(task);
}

fn shared(cx: &TraceContract) {
    let job = job(cx);
    tokio::spawn(async move { keep(job) }.boxed().shared());
}

fn can_be_aborted(cx: &TraceContract) {
    let job = job(cx);
    tokio::spawn(abortable(async move { keep(job) }).0);
}

fn stream(cx: &TraceContract) {
    let job = job(cx);
    keep::<BoxStream<'static, ()>>(stream::once(async move { keep(job) }).boxed());
}

fn main() {
    let _ = spawn_ok;
    let _ = spawn;
    let _ = spawn_with_handle;
    let _ = spawn_local;
    let _ = spawn_local_with_handle;
    let _ = boxed;
    let _ = boxed_local;
    let _ = remote_handle;
    let _ = shared;
    let _ = can_be_aborted;
    let _ = stream;
}
