//! The embedded store in this process: what one span costs, without the network.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Result, anyhow};
use tokio::runtime::Runtime;
use trace_model::TraceId;
use trace_model::otlp::{Batch, Limits, Signal};
use trace_store::embedded::{EmbeddedStore, Settings};
use trace_store::{Store as _, WriteError};

use crate::ask;
use crate::load::{Load, SPANS, TRACES};
use crate::process::{Process, disk_bytes};

/// How much is kept, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct Keep {
    /// The folder; what it holds already stays.
    folder: PathBuf,
    /// How many spans are added; rounded up to whole rounds of 2,496.
    #[arg(long, default_value_t = 1_000_000)]
    spans: u64,
    /// Begins a load of its own: another number, other traces.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// So many spans of this seed are there already: their ids are asked for as well.
    #[arg(long, default_value_t = 0)]
    held: u64,
    /// Asks for traces by their ids first, each with the pages of files that Linux holds in
    /// memory dropped before. For root.
    #[arg(long)]
    cold: bool,
    /// How many times each question is asked.
    #[arg(long, default_value_t = 200)]
    asked: usize,
}

impl Keep {
    pub(crate) fn run(&self) -> Result<()> {
        Runtime::new()?.block_on(self.keep())
    }

    async fn keep(&self) -> Result<()> {
        let begin = Instant::now();
        let store = Arc::new(EmbeddedStore::open(Settings::new(&self.folder))?);
        println!("start: {:.0} ms", begin.elapsed().as_secs_f64() * 1e3);
        let mut ids = self.held();
        ids.extend(self.take_in(&store).await?);
        if self.cold {
            ask::ask_cold(&*store, &ids, self.asked).await?;
        }
        ask::ask(&*store, &ids, self.asked).await?;
        store.close().await?;
        drop(store);
        let bytes = disk_bytes(&self.folder)? as f64;
        println!("on disk: {:.1} MB", bytes / 1e6);
        if self.spans > 0 {
            println!("that is {:.1} bytes a span", bytes / self.spans as f64);
        }
        Ok(())
    }

    /// Tells some of the ids that an earlier run took in: a seed makes the same ones again.
    fn held(&self) -> Vec<TraceId> {
        let rounds = self.held.div_ceil((TRACES * SPANS) as u64);
        let mut load = Load::new(self.seed, 0);
        let first = (0..rounds).map(|_| load.round().1[0]);
        first.filter_map(TraceId::from_u128).collect()
    }

    /// Tells some of the ids that were taken in.
    async fn take_in(&self, store: &EmbeddedStore) -> Result<Vec<TraceId>> {
        let rounds = self.spans.div_ceil((TRACES * SPANS) as u64);
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let mut load = Load::new(self.seed, now.as_nanos() as u64);
        let pid = std::process::id();
        let before = Process::read(pid)?;
        let begin = Instant::now();
        let (mut making, mut pauses) = (Duration::ZERO, 0);
        let mut ids = Vec::new();
        for _ in 0..rounds {
            let made = Instant::now();
            let (requests, of_round) = load.round();
            making += made.elapsed();
            ids.extend(TraceId::from_u128(of_round[0]));
            for request in requests {
                let (batch, _) = Batch::read(Signal::Traces, request, &Limits::default())?;
                while let Err(error) = store.write(batch.clone()).await {
                    let WriteError::Full { .. } = error else {
                        return Err(anyhow!(error));
                    };
                    pauses += 1;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
        if rounds == 0 {
            return Ok(ids);
        }
        let spans = (rounds * (TRACES * SPANS) as u64) as f64;
        let taking = begin.elapsed().as_secs_f64();
        println!("taken in: {:.0} spans/s, {pauses} pauses", spans / taking);
        store.settle().await?;
        let all = begin.elapsed().as_secs_f64();
        println!("settled as well: {:.0} spans/s", spans / all);
        let after = Process::read(pid)?;
        let cpu = (after.cpu - before.cpu).saturating_sub(making);
        println!("CPU: {:.2} µs a span", cpu.as_secs_f64() * 1e6 / spans);
        println!("memory: {} MiB at most", after.peak_mib);
        Ok(ids)
    }
}
