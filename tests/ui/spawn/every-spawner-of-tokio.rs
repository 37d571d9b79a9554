use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{JoinSet, LocalSet};
use trace_runtime::TraceContract;

fn job(cx: &TraceContract) -> &TraceContract { cx }
//~ fn job(cx: &TraceContract) -> trace_runtime::SealedContract { cx.seal() }

fn keep<T>(_: T) {}

fn look<T>(_: &T) {}

fn spawn(cx: &TraceContract) {
    let job = job(cx);
    tokio::task::spawn(async move { keep(job) });
}

fn spawn_local(cx: &TraceContract) {
    let job = job(cx);
    tokio::task::spawn_local(async move { keep(job) });
}

fn spawn_blocking(cx: &TraceContract) {
    let job = job(cx);
    tokio::task::spawn_blocking(move || keep(job));
}

fn join_set_spawn(cx: &TraceContract, set: &mut JoinSet<()>) {
    let job = job(cx);
    set.spawn(async move { keep(job) });
}

fn join_set_spawn_on(cx: &TraceContract, set: &mut JoinSet<()>, on: &Handle) {
    let job = job(cx);
    set.spawn_on(async move { keep(job) }, on);
}

fn join_set_spawn_local(cx: &TraceContract, set: &mut JoinSet<()>) {
    let job = job(cx);
    set.spawn_local(async move { keep(job) });
}

fn join_set_spawn_local_on(cx: &TraceContract, set: &mut JoinSet<()>, on: &LocalSet) {
    let job = job(cx);
    set.spawn_local_on(async move { keep(job) }, on);
}

fn join_set_spawn_blocking(cx: &TraceContract, set: &mut JoinSet<()>) {
    let job = job(cx);
    set.spawn_blocking(move || keep(job));
}

fn join_set_spawn_blocking_on(cx: &TraceContract, set: &mut JoinSet<()>, on: &Handle) {
    let job = job(cx);
    set.spawn_blocking_on(move || keep(job), on);
}

fn handle_spawn(cx: &TraceContract, runtime: &Handle) {
    let job = job(cx);
    runtime.spawn(async move { keep(job) });
}

fn handle_spawn_blocking(cx: &TraceContract, runtime: &Handle) {
    let job = job(cx);
    runtime.spawn_blocking(move || keep(job));
}

fn runtime_spawn(cx: &TraceContract, runtime: &Runtime) {
    let job = job(cx);
    runtime.spawn(async move { keep(job) });
}

fn runtime_spawn_blocking(cx: &TraceContract, runtime: &Runtime) {
    let job = job(cx);
    runtime.spawn_blocking(move || keep(job));
}

fn local_set_spawn_local(cx: &TraceContract, set: &LocalSet) {
    let job = job(cx);
    set.spawn_local(async move { keep(job) });
}

fn on_thread_start(cx: &TraceContract, builder: &mut Builder) {
    let job = job(cx);
    builder.on_thread_start(move || look(&job));
}

fn on_thread_stop(cx: &TraceContract, builder: &mut Builder) {
    let job = job(cx);
    builder.on_thread_stop(move || look(&job));
}

fn on_thread_park(cx: &TraceContract, builder: &mut Builder) {
    let job = job(cx);
    builder.on_thread_park(move || look(&job));
}

fn on_thread_unpark(cx: &TraceContract, builder: &mut Builder) {
    let job = job(cx);
    builder.on_thread_unpark(move || look(&job));
}

fn main() {
    let _ = spawn;
    let _ = spawn_local;
    let _ = spawn_blocking;
    let _ = join_set_spawn;
    let _ = join_set_spawn_on;
    let _ = join_set_spawn_local;
    let _ = join_set_spawn_local_on;
    let _ = join_set_spawn_blocking;
    let _ = join_set_spawn_blocking_on;
    let _ = handle_spawn;
    let _ = handle_spawn_blocking;
    let _ = runtime_spawn;
    let _ = runtime_spawn_blocking;
    let _ = local_set_spawn_local;
    let _ = on_thread_start;
    let _ = on_thread_stop;
    let _ = on_thread_park;
    let _ = on_thread_unpark;
}
