use rayon::{ThreadPool, ThreadPoolBuilder};
use trace_runtime::TraceContract;

fn job(cx: &TraceContract) -> &TraceContract { cx }
//~ fn job(cx: &TraceContract) -> trace_runtime::SealedContract { cx.seal() }

fn keep<T>(_: T) {}

fn look<T>(_: &T) {}

fn spawn(cx: &TraceContract) {
    let job = job(cx);
    rayon::spawn(move || keep(job));
}

fn spawn_fifo(cx: &TraceContract) {
    let job = job(cx);
    rayon::spawn_fifo(move || keep(job));
}

fn spawn_broadcast(cx: &TraceContract) {
    let job = job(cx);
    rayon::spawn_broadcast(move |_| look(&job));
}

fn pool_spawn(cx: &TraceContract, pool: &ThreadPool) {
    let job = job(cx);
    pool.spawn(move || keep(job));
}

fn pool_spawn_fifo(cx: &TraceContract, pool: &ThreadPool) {
    let job = job(cx);
    pool.spawn_fifo(move || keep(job));
}

fn pool_spawn_broadcast(cx: &TraceContract, pool: &ThreadPool) {
    let job = job(cx);
    pool.spawn_broadcast(move |_| look(&job));
}

fn start_handler(cx: &TraceContract, builder: ThreadPoolBuilder) {
    let job = job(cx);
    keep(builder.start_handler(move |_| look(&job)));
}

fn exit_handler(cx: &TraceContract, builder: ThreadPoolBuilder) {
    let job = job(cx);
    keep(builder.exit_handler(move |_| look(&job)));
}

fn panic_handler(cx: &TraceContract, builder: ThreadPoolBuilder) {
    let job = job(cx);
    keep(builder.panic_handler(move |_| look(&job)));
}

fn main() {
    let _ = spawn;
    let _ = spawn_fifo;
    let _ = spawn_broadcast;
    let _ = pool_spawn;
    let _ = pool_spawn_fifo;
    let _ = pool_spawn_broadcast;
    let _ = start_handler;
    let _ = exit_handler;
    let _ = panic_handler;
}
