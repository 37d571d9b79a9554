//! Whether a span costs the same among a few and among very many: in a trace, in
//! depth, of tasks that live, and on two threads.

use std::hint::black_box;
use std::pin::Pin;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use bench_figures::{Outcome, Samples, in_processes, settle};
use bench_harness::contract::CountingExporter;
use bench_harness::{Figure, system};
use tokio::runtime::{self, Runtime};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use trace_runtime::{Pipeline, TraceContract, run, run_sync, traced};

/// What is made and not yet flushed fits into any buffer.
const CHUNK: u64 = 10_000;

fn main() -> Outcome {
    in_processes(&[
        ("width", width),
        ("depth", depth),
        ("tasks", tasks),
        ("threads", threads),
    ])
}

/// A pipeline whose spans all arrive: it is flushed between two measurements.
struct Recorded {
    pipeline: Pipeline,
    made: u64,
}

impl Recorded {
    fn install() -> Result<Self, trace_runtime::pipeline::InstallError> {
        let pipeline = Pipeline::builder().exporter(CountingExporter).install()?;
        Ok(Recorded { pipeline, made: 0 })
    }

    /// Delivers what was made.
    fn flush(&mut self, made: u64) -> Outcome {
        self.made += made;
        self.pipeline.flush(Duration::from_secs(30))?;
        Ok(())
    }

    fn finish(self) -> Outcome {
        self.pipeline.shutdown(Duration::from_secs(10))?;
        match settle(self.made)? {
            accounts if accounts.lost() == 0 => Ok(()),
            accounts => Err(format!("spans were lost: {}", accounts.reasons()).into()),
        }
    }
}

#[inline(never)]
#[traced]
fn leaf(cx: &TraceContract, number: u64) {
    black_box(number);
}

/// Traces of 1 span to 1 M. As many spans each, and the flushes between them do
/// not count.
fn width() -> Outcome {
    const SIZES: [u64; 7] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
    const ROUNDS: usize = 5;
    let mut recorded = Recorded::install()?;
    let mut nanos = [const { Samples::new() }; SIZES.len()];
    for _ in 0..ROUNDS {
        for (size, nanos) in SIZES.into_iter().zip(&mut nanos) {
            let mut chunks = Samples::new();
            if size <= CHUNK {
                for _ in 0..20 {
                    let traces = CHUNK / size;
                    let start = Instant::now();
                    for _ in 0..traces {
                        run_sync("root", |cx| (1..size).for_each(|number| leaf(cx, number)));
                    }
                    chunks.push(start.elapsed().as_nanos() as f64 / CHUNK as f64);
                    recorded.flush(CHUNK)?;
                }
            } else {
                run_sync("root", |cx| {
                    for _ in 0..size / CHUNK {
                        let start = Instant::now();
                        (0..CHUNK).for_each(|number| leaf(cx, number));
                        chunks.push(start.elapsed().as_nanos() as f64 / CHUNK as f64);
                        recorded.flush(CHUNK)?;
                    }
                    Outcome::Ok(())
                })?;
                recorded.flush(1)?; // the root, which has ended only now
            }
            nanos.push(chunks.median());
        }
    }
    for (size, nanos) in SIZES.into_iter().zip(&nanos) {
        let figure = format!("scaling: a span of a trace of {size}");
        let figure = Figure::new(&figure, nanos.min(), "ns");
        let note = "the root alone, with ids of its own";
        if size == 1 { figure.note(note) } else { figure }.print();
    }
    flat(
        "scaling: trace of 1 M spans over 1000",
        nanos[6].min() / nanos[3].min(),
    );
    recorded.finish()
}

/// A ratio of costs that should be 1. What does not fit into the caches any more
/// may cost half as much again.
fn flat(figure: &str, ratio: f64) {
    Figure::new(figure, ratio, "×").at_most(1.5).print();
}

#[inline(never)]
#[traced]
fn down(cx: &TraceContract, depth: u64) -> u64 {
    if depth > 1 {
        down(cx, depth - 1) + 1
    } else {
        black_box(1)
    }
}

#[inline(never)]
fn plain_down(depth: u64) -> u64 {
    if depth > 1 {
        plain_down(depth - 1) + 1
    } else {
        black_box(1)
    }
}

#[traced]
fn down_async(cx: &TraceContract, depth: u64) -> Pin<Box<dyn Future<Output = u64> + Send + '_>> {
    Box::pin(async move {
        if depth > 1 {
            down_async(cx, depth - 1).await + 1
        } else {
            black_box(1)
        }
    })
}

fn plain_down_async(depth: u64) -> Pin<Box<dyn Future<Output = u64> + Send>> {
    Box::pin(async move {
        if depth > 1 {
            plain_down_async(depth - 1).await + 1
        } else {
            black_box(1)
        }
    })
}

/// Contracts in one another, to a depth of 10,000: on a thread with the stack
/// that it takes, async functions boxed.
#[expect(
    clippy::disallowed_methods,
    reason = "a stack of its own, and a trace inside"
)]
fn depth() -> Outcome {
    let thread = thread::Builder::new().stack_size(256 << 20).spawn(|| {
        // An error that can leave the thread.
        depth_on_this_stack().map_err(|error| error.to_string())
    })?;
    let done = thread.join().map_err(|_| "the thread panicked")?;
    Ok(done?)
}

fn depth_on_this_stack() -> Outcome {
    const DEPTHS: [u64; 4] = [10, 100, 1_000, 10_000];
    const ROUNDS: usize = 30;
    let mut recorded = Recorded::install()?;
    let runtime = one_thread()?;
    let _keeps = grown_heap();
    let mut nanos = [const { [const { Samples::new() }; 4] }; DEPTHS.len()];
    for _ in 0..ROUNDS {
        for (depth, nanos) in DEPTHS.into_iter().zip(&mut nanos) {
            let [sync, plain_sync, asynchronous, plain_async] = nanos;
            let traces = CHUNK / depth;
            plain_sync.push(each(depth, traces, || plain_down(depth)));
            sync.push(each(depth, traces, || {
                run_sync("root", |cx| down(cx, depth))
            }));
            recorded.flush(CHUNK + traces)?;
            plain_async.push(each(depth, traces, || {
                runtime.block_on(plain_down_async(depth))
            }));
            asynchronous.push(each(depth, traces, || {
                runtime.block_on(run("root", async |cx| down_async(cx, depth).await))
            }));
            recorded.flush(CHUNK + traces)?;
        }
    }
    let net = |at: usize| {
        let [sync, plain_sync, asynchronous, plain_async] = &nanos[at];
        [
            sync.min() - plain_sync.min(),
            asynchronous.min() - plain_async.min(),
        ]
    };
    for (at, depth) in DEPTHS.into_iter().enumerate() {
        let [sync, asynchronous] = net(at);
        let figure = format!("scaling: a span of a chain of {depth}, net");
        Figure::new(&figure, sync, "ns").print();
        let figure = format!("scaling: a span of a chain of {depth}, async, net");
        Figure::new(&figure, asynchronous, "ns").print();
    }
    let ([few, few_async], [many, many_async]) = (net(1), net(3));
    flat("scaling: chain of 10,000 spans over 100", many / few);
    flat(
        "scaling: chain of 10,000 spans over 100, async",
        many_async / few_async,
    );
    recorded.finish()
}

/// Runs `work` so many times, which has so many parts; ns of this thread's CPU
/// for each part.
fn each(parts: u64, times: u64, mut work: impl FnMut() -> u64) -> f64 {
    let start = system::thread_cpu();
    for _ in 0..times {
        assert_eq!(black_box(work()), parts);
    }
    (system::thread_cpu() - start).as_nanos() as f64 / (parts * times) as f64
}

/// Grows the heap, and a block at its end that keeps it so. Else the allocator
/// gives back the memory of each chain or group of tasks to the system, and it
/// is page faults that are measured.
fn grown_heap() -> Option<Box<[u8; 1024]>> {
    let mut blocks: Vec<_> = (0..150_000).map(|_| Box::new([1; 1024])).collect();
    blocks.pop()
}

fn one_thread() -> std::io::Result<Runtime> {
    runtime::Builder::new_current_thread().build()
}

/// Tasks that live at a time, each in a span of its own: 100,000 against groups
/// of 100.
fn tasks() -> Outcome {
    const TASKS: usize = 100_000;
    const ALIVE: [usize; 4] = [100, 1_000, 10_000, TASKS];
    const ROUNDS: usize = 7;
    let mut recorded = Recorded::install()?;
    let runtime = one_thread()?;
    let _keeps = grown_heap();
    let mut nanos = [const { [const { Samples::new() }; 2] }; ALIVE.len()];
    for _ in 0..ROUNDS {
        for (alive, [plain, traced]) in ALIVE.into_iter().zip(&mut nanos) {
            let groups = TASKS / alive;
            plain.push(each(alive as u64, groups as u64, || {
                runtime.block_on(plain_tasks(alive))
            }));
            traced.push(each(alive as u64, groups as u64, || {
                runtime.block_on(run("root", async |cx| traced_tasks(cx, alive).await))
            }));
            recorded.flush((TASKS + groups) as u64)?;
        }
    }
    let net = nanos.map(|[plain, traced]| traced.min() - plain.min());
    for (alive, net) in ALIVE.into_iter().zip(net) {
        let figure = format!("scaling: a span of one of {alive} tasks, net");
        Figure::new(&figure, net, "ns").print();
    }
    flat("scaling: 100,000 live tasks over 100", net[3] / net[0]);
    recorded.finish()
}

/// Each of them waits until all have begun.
#[expect(
    clippy::disallowed_methods,
    reason = "what traced tasks are measured against"
)]
async fn plain_tasks(alive: usize) -> u64 {
    let gate = Arc::new(Semaphore::new(0));
    let mut tasks = Vec::with_capacity(alive);
    for _ in 0..alive {
        let gate = Arc::clone(&gate);
        tasks.push(tokio::spawn(async move { pass(&gate).await }));
    }
    open(&gate, tasks).await
}

async fn traced_tasks(cx: &TraceContract, alive: usize) -> u64 {
    let gate = Arc::new(Semaphore::new(0));
    let mut tasks = Vec::with_capacity(alive);
    for _ in 0..alive {
        let gate = Arc::clone(&gate);
        tasks.push(cx.spawn("task", async move |_| pass(&gate).await));
    }
    open(&gate, tasks).await
}

async fn pass(gate: &Semaphore) -> u64 {
    match gate.acquire().await {
        Ok(_) => 0,
        Err(_closed) => 1,
    }
}

/// Lets the tasks end, when all of them wait.
async fn open(gate: &Semaphore, tasks: Vec<JoinHandle<u64>>) -> u64 {
    tokio::task::yield_now().await;
    gate.close();
    let mut passed = 0;
    for task in tasks {
        passed += task.await.expect("it does not panic");
    }
    passed
}

/// Two threads that make spans at the same time, against one.
fn threads() -> Outcome {
    const ROUNDS: u64 = 200;
    const SPANS: u64 = 50_000;
    let mut recorded = Recorded::install()?;
    // By wall time, and by CPU time of the threads.
    let mut one = [const { Samples::new() }; 2];
    let mut two = [const { Samples::new() }; 2];
    let gate = Barrier::new(2);
    for _ in 0..ROUNDS {
        let [wall, cpu] = produce(SPANS, || {});
        one[0].push(wall);
        one[1].push(cpu);
        recorded.flush(SPANS + 1)?;

        let start = || {
            gate.wait();
        };
        let both = thread::scope(|scope| {
            let other = scope.spawn(|| produce(SPANS, start));
            let this = produce(SPANS, start);
            other.join().map(|other| [this, other])
        });
        let [this, other] = both.map_err(|_| "a thread panicked")?;
        // What both make in a time: their rates are added.
        for (two, (this, other)) in two.iter_mut().zip(this.into_iter().zip(other)) {
            two.push(2.0 / (1.0 / this + 1.0 / other));
        }
        recorded.flush(2 * (SPANS + 1))?;
    }
    for (by, (one, two)) in ["CPU", "wall"]
        .into_iter()
        .zip([1, 0].map(|by| (&one[by], &two[by])))
    {
        let note = format!(
            "{:.1} ns a span alone, {:.1} on each of two; medians {:.1} and {:.1}",
            one.min(),
            two.min(),
            one.median(),
            two.median()
        );
        let figure = format!("scaling: two threads over one, by {by} time");
        Figure::new(&figure, 2.0 * one.min() / two.min(), "×")
            .at_least(1.9)
            .note(&note)
            .print();
    }
    recorded.finish()
}

/// Makes so many spans; ns for each, by wall time and by CPU time of this
/// thread.
fn produce(spans: u64, gate: impl Fn()) -> [f64; 2] {
    gate();
    run_sync("root", |cx| {
        let (start, cpu) = (Instant::now(), system::thread_cpu());
        (0..spans).for_each(|number| leaf(cx, number));
        let cpu = system::thread_cpu() - cpu;
        [start.elapsed(), cpu].map(|time| time.as_nanos() as f64 / spans as f64)
    })
}
