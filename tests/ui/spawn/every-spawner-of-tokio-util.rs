use tokio::runtime::Handle;
use tokio::task::LocalSet;
use tokio_util::task::{JoinMap, JoinQueue, LocalPoolHandle, TaskTracker};
use trace_runtime::TraceContract;

fn job(cx: &TraceContract) -> &TraceContract { cx }
//~ fn job(cx: &TraceContract) -> trace_runtime::SealedContract { cx.seal() }

fn keep<T>(_: T) {}

fn tracker_spawn(cx: &TraceContract, tasks: &TaskTracker) {
    let job = job(cx);
    tasks.spawn(async move { keep(job) });
}

fn tracker_spawn_on(cx: &TraceContract, tasks: &TaskTracker, on: &Handle) {
    let job = job(cx);
    tasks.spawn_on(async move { keep(job) }, on);
}

fn tracker_spawn_local(cx: &TraceContract, tasks: &TaskTracker) {
    let job = job(cx);
    tasks.spawn_local(async move { keep(job) });
}

fn tracker_spawn_local_on(cx: &TraceContract, tasks: &TaskTracker, on: &LocalSet) {
    let job = job(cx);
    tasks.spawn_local_on(async move { keep(job) }, on);
}

fn tracker_spawn_blocking(cx: &TraceContract, tasks: &TaskTracker) {
    let job = job(cx);
    tasks.spawn_blocking(move || keep(job));
}

fn tracker_spawn_blocking_on(cx: &TraceContract, tasks: &TaskTracker, on: &Handle) {
    let job = job(cx);
    tasks.spawn_blocking_on(move || keep(job), on);
}

fn map_spawn(cx: &TraceContract, tasks: &mut JoinMap<u8, ()>) {
    let job = job(cx);
    tasks.spawn(1, async move { keep(job) });
}

fn map_spawn_on(cx: &TraceContract, tasks: &mut JoinMap<u8, ()>, on: &Handle) {
    let job = job(cx);
    tasks.spawn_on(1, async move { keep(job) }, on);
}

fn map_spawn_local(cx: &TraceContract, tasks: &mut JoinMap<u8, ()>) {
    let job = job(cx);
    tasks.spawn_local(1, async move { keep(job) });
}

fn map_spawn_local_on(cx: &TraceContract, tasks: &mut JoinMap<u8, ()>, on: &LocalSet) {
    let job = job(cx);
    tasks.spawn_local_on(1, async move { keep(job) }, on);
}

fn map_spawn_blocking(cx: &TraceContract, tasks: &mut JoinMap<u8, ()>) {
    let job = job(cx);
    tasks.spawn_blocking(1, move || keep(job));
}

fn map_spawn_blocking_on(cx: &TraceContract, tasks: &mut JoinMap<u8, ()>, on: &Handle) {
    let job = job(cx);
    tasks.spawn_blocking_on(1, move || keep(job), on);
}

fn queue_spawn(cx: &TraceContract, tasks: &mut JoinQueue<()>) {
    let job = job(cx);
    tasks.spawn(async move { keep(job) });
}

fn queue_spawn_on(cx: &TraceContract, tasks: &mut JoinQueue<()>, on: &Handle) {
    let job = job(cx);
    tasks.spawn_on(async move { keep(job) }, on);
}

fn queue_spawn_local(cx: &TraceContract, tasks: &mut JoinQueue<()>) {
    let job = job(cx);
    tasks.spawn_local(async move { keep(job) });
}

fn queue_spawn_blocking(cx: &TraceContract, tasks: &mut JoinQueue<()>) {
    let job = job(cx);
    tasks.spawn_blocking(move || keep(job));
}

fn queue_spawn_blocking_on(cx: &TraceContract, tasks: &mut JoinQueue<()>, on: &Handle) {
    let job = job(cx);
    tasks.spawn_blocking_on(move || keep(job), on);
}

fn pool_spawn_pinned(cx: &TraceContract, pool: &LocalPoolHandle) {
    let job = job(cx);
    pool.spawn_pinned(move || async move { keep(job) });
}

fn pool_spawn_pinned_by_idx(cx: &TraceContract, pool: &LocalPoolHandle) {
    let job = job(cx);
    pool.spawn_pinned_by_idx(move || async move { keep(job) }, 0);
}

fn main() {
    let _ = tracker_spawn;
    let _ = tracker_spawn_on;
    let _ = tracker_spawn_local;
    let _ = tracker_spawn_local_on;
    let _ = tracker_spawn_blocking;
    let _ = tracker_spawn_blocking_on;
    let _ = map_spawn;
    let _ = map_spawn_on;
    let _ = map_spawn_local;
    let _ = map_spawn_local_on;
    let _ = map_spawn_blocking;
    let _ = map_spawn_blocking_on;
    let _ = queue_spawn;
    let _ = queue_spawn_on;
    let _ = queue_spawn_local;
    let _ = queue_spawn_blocking;
    let _ = queue_spawn_blocking_on;
    let _ = pool_spawn_pinned;
    let _ = pool_spawn_pinned_by_idx;
}
