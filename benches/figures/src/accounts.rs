//! Where each span went: what the program made, what the library says, and what
//! the exporter counted must agree to the last span.

use std::thread;
use std::time::{Duration, Instant};

use bench_harness::ARRIVED;
use trace_runtime::stats;
use trace_runtime::stats::Stats;

/// How long spans may still be on their way after a shutdown.
const PATIENCE: Duration = Duration::from_secs(30);

/// What became of the spans of a process, all of them accounted for.
#[derive(Debug)]
pub struct Accounts {
    /// What the library itself counted.
    pub stats: Stats,
    /// Spans that the exporter has seen.
    pub arrived: u64,
}

impl Accounts {
    /// Spans that were made, and did not arrive.
    pub fn lost(&self) -> u64 {
        self.stats.dropped()
    }

    /// Losses by reason, such as `buffer_full 17`.
    pub fn reasons(&self) -> String {
        let reasons = self.stats.dropped_by_reason();
        let reasons: Vec<_> = reasons
            .map(|(why, spans)| format!("{} {spans}", why.as_str()))
            .collect();
        reasons.join(", ")
    }
}

/// Waits until no span is on its way, and compares the accounts. To be called
/// when the pipeline is shut down, with the spans that the program has made.
///
/// # Errors
///
/// If a span is missing from any of the accounts.
pub fn settle(made: u64) -> Result<Accounts, String> {
    let give_up = Instant::now() + PATIENCE;
    let stats = loop {
        let stats = stats();
        if stats.in_flight() == 0 {
            break stats;
        }
        if Instant::now() > give_up {
            return Err(format!(
                "{} spans are on their way for ever",
                stats.in_flight()
            ));
        }
        thread::sleep(Duration::from_millis(5));
    };
    let arrived = ARRIVED.spans();
    if stats.started != made {
        return Err(format!(
            "{made} spans were made, {} counted as started",
            stats.started
        ));
    }
    if stats.exported != arrived {
        return Err(format!(
            "{arrived} spans arrived, {} counted as exported",
            stats.exported
        ));
    }
    if stats.started != stats.exported + stats.dropped() {
        return Err(format!("spans were lost without a count: {stats:?}"));
    }
    Ok(Accounts { stats, arrived })
}
