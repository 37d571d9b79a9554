//! Sets a subject up, runs its workload, and says what came of it.

use std::time::Duration;

use crate::arguments::Arguments;
use crate::arrived::{ARRIVED, Batch, LINES_SEARCHED};
use crate::chunks::Chunks;
use crate::line::Line;
use crate::measure::{self, Measured};
use crate::subject::Subject;
use crate::system;
use crate::workload::Workload;

/// One measurement as one line.
///
/// # Errors
///
/// If the subject does not have the variant.
pub(crate) fn line<S: Subject>(arguments: &Arguments) -> Result<Line, String> {
    let config = &arguments.config;
    let subject = S::install(config)?;
    let line = Line::new()
        .text("subject", S::NAME)
        .text("variant", &config.variant)
        .truth("sampled", config.sampled)
        .text("workload", config.workload.name())
        .text("unit", config.workload.unit());
    if !subject.supports(config.workload) {
        return Ok(line.truth("skipped", true));
    }
    let recorded = subject.records() && config.sampled;
    let mut chunks = Chunks::new(subject, arguments);
    let measured = measure::run(&mut chunks, config.workload, arguments.extent, recorded);
    let line = costs(line, &chunks, &measured).truth("recorded", recorded);
    let line = if config.workload == Workload::LogLines {
        lines(line, chunks.made * chunks.of_one.lines)
    } else {
        line
    };
    Ok(arrivals(line, &chunks, &measured))
}

/// Time, memory and allocations, for each unit.
fn costs<S>(line: Line, chunks: &Chunks<S>, measured: &Measured) -> Line {
    let in_chunk = chunks.requests * chunks.of_one.units;
    let sums = &measured.sums;
    let units = sums.chunks * in_chunk;
    let per_unit = |time: Duration| time.as_nanos() as f64 / units as f64;
    let line = line
        .count("units", units)
        .number("hot_ns", per_unit(sums.hot))
        .number("caller_cpu_ns", per_unit(sums.caller_cpu))
        .number("wall_ns", per_unit(sums.wall))
        .number("cpu_ns", per_unit(sums.cpu))
        .count("idle_rss_kib", measured.idle_rss_kib)
        .count("peak_rss_kib", system::peak_resident_kib());
    let Some((in_loop, all)) = measured.allocations else {
        return line;
    };
    let per_unit = |number: u64| number as f64 / in_chunk as f64;
    line.number("caller_allocations", per_unit(in_loop.by_caller))
        .number("allocations", per_unit(all.by_all))
        .number("allocated_bytes", per_unit(all.bytes))
}

fn lines(line: Line, made: u64) -> Line {
    let arrived = ARRIVED.lines();
    line.count("lines_made", made)
        .count("lines_arrived", arrived)
        .count("lines_searched", arrived.min(LINES_SEARCHED))
        .count("lines_with_ids", ARRIVED.lines_with_ids())
}

/// What was made beside what has arrived, of the process as a whole.
fn arrivals<S: Subject>(line: Line, chunks: &Chunks<S>, measured: &Measured) -> Line {
    let of_one = &chunks.of_one;
    let spans = chunks.made * of_one.spans + measured.nudged;
    let made = Batch {
        spans,
        roots: chunks.made * of_one.roots + measured.nudged,
        attributes: chunks.made * of_one.attributes + spans * chunks.subject.own_attributes(),
        errors: chunks.made * of_one.errors,
        events: chunks.made * of_one.events,
    };
    let arrived = ARRIVED.batches();
    let line = [
        ("spans", made.spans, arrived.spans),
        ("roots", made.roots, arrived.roots),
        ("attributes", made.attributes, arrived.attributes),
        ("errors", made.errors, arrived.errors),
        ("events", made.events, arrived.events),
    ]
    .into_iter()
    .fold(line, |line, (what, made, arrived)| {
        line.count(&format!("{what}_made"), made)
            .count(&format!("{what}_arrived"), arrived)
    });
    let line = line
        .count("spans_at_flush", measured.spans_at_flush)
        .count("bytes_arrived", ARRIVED.bytes());
    let losses = chunks.subject.losses();
    losses.into_iter().fold(line, |line, (reason, spans)| {
        line.count(&format!("lost_{reason}"), spans)
    })
}
