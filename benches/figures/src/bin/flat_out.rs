//! A million spans from two threads as fast as they come, the default limits, an
//! exporter that takes no time, and a graceful shutdown: nothing may be lost.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use bench_figures::{Outcome, mib, settle};
use bench_harness::contract::CountingExporter;
use bench_harness::{ARRIVED, Figure, system};
use trace_runtime::{Pipeline, TraceContract, run_sync, traced};

const THREADS: u64 = 2;
const TRACES: u64 = 500;
/// Below each root.
const SPANS: u64 = 1000;

#[inline(never)]
#[traced(attributes(id, user))]
fn work(cx: &TraceContract, id: u64, user: &str) {
    black_box((id, user));
}

fn produce(user: &str) {
    for _ in 0..TRACES {
        run_sync("root", |cx| {
            for id in 0..SPANS {
                work(cx, id, user);
            }
        });
    }
}

fn main() -> Outcome {
    let pipeline = Pipeline::builder().exporter(CountingExporter).install()?;
    let user = String::from("user-4711");
    let idle = system::resident_kib();

    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| produce(&user));
        }
    });
    let elapsed = start.elapsed();
    pipeline.shutdown(Duration::from_secs(10))?;

    let over_idle = mib(system::peak_resident_kib().saturating_sub(idle));
    let made = THREADS * TRACES * (SPANS + 1);
    let accounts = settle(made)?;
    let attributes = ARRIVED.batches().attributes;
    let expected = THREADS * TRACES * SPANS * 2;
    if accounts.lost() == 0 && attributes != expected {
        return Err(format!("{attributes} attributes arrived of {expected}").into());
    }

    let note = format!("{made} made{}", prefixed(&accounts.reasons()));
    Figure::new("flat out, spans lost", accounts.lost() as f64, "spans")
        .at_most(0.0)
        .note(&note)
        .print();
    Figure::new("flat out, memory over idle", over_idle, "MiB")
        .at_most(64.0)
        .print();
    let rate = made as f64 / elapsed.as_secs_f64() / 1e6;
    Figure::new("flat out, rate of 2 threads", rate, "M spans/s").print();
    Ok(())
}

fn prefixed(reasons: &str) -> String {
    if reasons.is_empty() {
        String::new()
    } else {
        format!("; {reasons}")
    }
}
