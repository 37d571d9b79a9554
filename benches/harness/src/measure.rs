//! Runs chunks under the clocks.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use crate::arguments::Extent;
use crate::arrived::ARRIVED;
use crate::chunks::Chunks;
use crate::subject::Subject;
use crate::system::{self, Allocations};
use crate::workload::Workload;

/// The warm-up lasts as long as both of these ask for.
const WARM_CHUNKS: u64 = 3;
const WARM_TIME: Duration = Duration::from_millis(30);

/// How long the exporter of `h` takes for a batch.
const STALL: Duration = Duration::from_millis(50);

/// What is still on its way is waited for: so long after the last arrival, and
/// so long at most.
const LAST_ARRIVAL: Duration = Duration::from_millis(600);
const ALL_ARRIVALS: Duration = Duration::from_secs(20);

/// Sums over all chunks that were measured.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    pub(crate) chunks: u64,
    pub(crate) hot: Duration,
    pub(crate) caller_cpu: Duration,
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
}

/// What came of a workload.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) sums: Sums,
    /// In the loop, and with the flush; of a warm chunk.
    pub(crate) allocations: Option<(Allocations, Allocations)>,
    pub(crate) idle_rss_kib: u64,
    /// Spans that had arrived when the last flush was over.
    pub(crate) spans_at_flush: u64,
    /// Spans that were made to have others move.
    pub(crate) nudged: u64,
}

/// Runs the workload.
pub(crate) fn run<S: Subject>(
    chunks: &mut Chunks<S>,
    workload: Workload,
    extent: Extent,
    recorded: bool,
) -> Measured {
    let idle_rss_kib = system::resident_kib();
    let (sums, allocations) = match (workload, extent) {
        (Workload::Wide, _) => {
            ARRIVED.delay(STALL);
            (measured(chunks, Extent::Chunks(1)), None)
        }
        (_, Extent::Chunks(_)) => (measured(chunks, extent), None),
        (_, Extent::Time(_)) => {
            let allocations = warm_up(chunks);
            (measured(chunks, extent), Some(allocations))
        }
    };
    let spans_at_flush = ARRIVED.spans();
    chunks.end_workers();
    Measured {
        sums,
        allocations,
        idle_rss_kib,
        spans_at_flush,
        nudged: if recorded { settle(chunks) } else { 0 },
    }
}

/// Chunks until all is warm, and then one in which allocations are counted: in
/// the loop, and with the flush.
fn warm_up<S: Subject>(chunks: &mut Chunks<S>) -> (Allocations, Allocations) {
    let start = Instant::now();
    let mut run = 0;
    while run < WARM_CHUNKS || start.elapsed() < WARM_TIME {
        chunks.run();
        chunks.subject.flush();
        run += 1;
    }
    system::allocations(|| {
        let before = system::counted();
        chunks.run();
        let in_loop = system::counted().since(before);
        chunks.subject.flush();
        in_loop
    })
}

/// Where callgrind is told to begin: all that is counted before is thrown away.
#[inline(never)]
fn measurement_begins() {
    black_box(());
}

fn measured<S: Subject>(chunks: &mut Chunks<S>, extent: Extent) -> Sums {
    let mut sums = Sums::default();
    measurement_begins();
    let cpu = system::process_cpu();
    loop {
        let caller_cpu = system::thread_cpu();
        let start = Instant::now();
        chunks.run();
        sums.hot += start.elapsed();
        sums.caller_cpu += system::thread_cpu() - caller_cpu;
        chunks.subject.flush();
        sums.wall += start.elapsed();
        sums.chunks += 1;
        let enough = match extent {
            Extent::Time(target) => sums.wall >= target,
            Extent::Chunks(all) => sums.chunks >= all,
        };
        if enough {
            sums.cpu = system::process_cpu() - cpu;
            return sums;
        }
    }
}

/// Waits for what a flush did not reach, off the clocks. Returns how many spans
/// it made to have them move.
fn settle<S: Subject>(chunks: &Chunks<S>) -> u64 {
    let made = chunks.made * chunks.of_one.spans;
    let accounted = || {
        let lost = chunks.subject.losses();
        ARRIVED.spans() + lost.iter().map(|(_, spans)| spans).sum::<u64>()
    };
    let mut nudged = 0;
    let (start, mut last) = (Instant::now(), Instant::now());
    while accounted() < made + nudged
        && last.elapsed() < LAST_ARRIVAL
        && start.elapsed() < ALL_ARRIVALS
    {
        let before = ARRIVED.spans();
        let new = chunks.subject.nudge();
        nudged += new;
        chunks.subject.flush();
        if ARRIVED.spans() > before + new {
            last = Instant::now();
        } else {
            thread::sleep(Duration::from_millis(50));
        }
    }
    nudged
}
