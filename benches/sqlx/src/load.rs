//! One mode, in a process of its own: a process has one sampler.

use std::time::Instant;

use bench_harness::contract::CountingExporter;
use bench_harness::system;
use trace_runtime::sampling::Sampler;
use trace_runtime::{Pipeline, run};

use crate::Outcome;
use crate::mode::{Mode, TEXTS};

/// What a statement costs its caller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) allocations: f64,
    pub(crate) micros: f64,
}

/// Traces before anything is counted: all statements are prepared then.
const WARM_UP: u64 = 20;

/// Sends the statements of so many traces.
pub(crate) fn load(mode: Mode, url: &str, traces: u64) -> Outcome<Cost> {
    let pipeline = Pipeline::builder()
        .sampler(Sampler::ratio(mode.ratio))
        .exporter(CountingExporter)
        .install()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let pool = runtime.block_on(mode.connect(url))?;
    let send = |traces| {
        runtime.block_on(async {
            for _ in 0..traces {
                run("request", async |cx| mode.send(cx, &pool).await).await?;
            }
            Ok::<_, sqlx::Error>(())
        })
    };
    send(WARM_UP.min(traces))?;
    let start = Instant::now();
    let (sent, counted) = system::allocations(|| send(traces));
    let elapsed = start.elapsed();
    sent?;
    drop(pipeline);
    let statements = (traces * TEXTS.len() as u64) as f64;
    Ok(Cost {
        allocations: counted.by_caller as f64 / statements,
        micros: elapsed.as_secs_f64() * 1e6 / statements,
    })
}
