//! An exporter that hangs: memory stays within its bound, every loss is counted
//! by its reason, and the program goes on at its pace.

use std::hint::black_box;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bench_figures::{Outcome, in_processes, mib, settle};
use bench_harness::contract::CountingExporter;
use bench_harness::{Figure, WIDE_ATTRIBUTES, system, wide_value};
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::pipeline::{Limits, ShutdownError};
use trace_runtime::stats::DropReason;
use trace_runtime::{Pipeline, TraceContract, run_sync, traced};

const THREADS: u64 = 2;

static RELEASED: Mutex<bool> = Mutex::new(false);
static RELEASE: Condvar = Condvar::new();

/// Hangs until it is released, whatever its deadline says; then it counts.
struct HungExporter(CountingExporter);

impl SpanExporter for HungExporter {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        let mut released = RELEASED.lock().unwrap_or_else(PoisonError::into_inner);
        while !*released {
            released = RELEASE
                .wait(released)
                .unwrap_or_else(PoisonError::into_inner);
        }
        self.0.export(batch, deadline)
    }
}

fn release() {
    *RELEASED.lock().unwrap_or_else(PoisonError::into_inner) = true;
    RELEASE.notify_all();
}

/// 15,000 spans of 400 attributes, which the default limit of 128 would cut.
fn wide() -> Outcome {
    const SPANS: u64 = 15_000;
    let keys: Vec<&'static str> = (0..WIDE_ATTRIBUTES)
        .map(|at| &*format!("attribute.{at}").leak())
        .collect();
    let limits = Limits::default().attributes(WIDE_ATTRIBUTES);
    measure("15,000 × 400 attributes", limits, SPANS, 23.0, |from| {
        for request in from..from + SPANS / THREADS {
            run_sync("wide", |cx| {
                for (at, key) in keys.iter().enumerate() {
                    cx.set_attribute(*key, wide_value(at, request));
                }
            });
        }
    })
}

/// 2 million spans of 2 attributes, of which 1 in 100 is a root.
fn many() -> Outcome {
    const SPANS: u64 = 2_000_000;
    const A_TRACE: u64 = 100;
    let limits = Limits::default();
    measure("2 M × 2 attributes", limits, SPANS, 23.0, |_| {
        for _ in 0..SPANS / THREADS / A_TRACE {
            run_sync("root", |cx| {
                for id in 1..A_TRACE {
                    work(cx, id, "user-4711");
                }
            });
        }
    })
}

#[inline(never)]
#[traced(attributes(id, user))]
fn work(cx: &TraceContract, id: u64, user: &str) {
    black_box((id, user));
}

/// Runs `produce` on each thread, with the number of its first span.
fn measure(
    what: &str,
    limits: Limits,
    made: u64,
    at_least: f64,
    produce: impl Fn(u64) + Sync,
) -> Outcome {
    let pipeline = Pipeline::builder()
        .limits(limits)
        .exporter(HungExporter(CountingExporter))
        .install()?;
    let idle = system::resident_kib();
    let (start, cpu) = (Instant::now(), system::process_cpu());
    thread::scope(|scope| {
        for number in 0..THREADS {
            let produce = &produce;
            scope.spawn(move || produce(number * (made / THREADS)));
        }
    });
    let (elapsed, cpu) = (start.elapsed(), system::process_cpu() - cpu);
    let over_idle = mib(system::peak_resident_kib().saturating_sub(idle));

    let timeout = Duration::from_millis(500);
    let start = Instant::now();
    match pipeline.shutdown(timeout) {
        Err(ShutdownError::TimedOut { .. }) => {}
        other => return Err(format!("the exporter hangs, and shutdown says {other:?}").into()),
    }
    let late = start.elapsed().saturating_sub(timeout);
    release();
    let accounts = settle(made)?;
    if accounts.stats.dropped_for(DropReason::BufferFull) == 0 {
        return Err("nothing was dropped: the buffers were never full".into());
    }

    let figure =
        |name: &str, value, unit| Figure::new(&format!("stalled, {what}: {name}"), value, unit);
    figure("memory over idle", over_idle, "MiB")
        .at_most(64.0)
        .print();
    let lost = accounts.lost() as f64 / made as f64 * 100.0;
    let reasons = format!("all counted: {}", accounts.reasons());
    figure("spans lost", lost, "%").note(&reasons).print();
    // On a machine that has other work, wall time says little.
    let rate = |time: Duration| made as f64 / time.as_secs_f64() / 1e3;
    let note = format!("{:.1} by wall time", rate(elapsed));
    figure(
        "rate of 2 threads, by CPU time",
        rate(cpu / THREADS as u32),
        "k spans/s",
    )
    .at_least(at_least)
    .note(&note)
    .print();
    figure(
        "shutdown later than its deadline",
        late.as_secs_f64() * 1e3,
        "ms",
    )
    .print();
    Ok(())
}

fn main() -> Outcome {
    in_processes(&[("wide", wide), ("many", many)])
}
