//! How fast the load itself is made, looked through and decoded: what bounds the rest.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use trace_model::otlp::{Batch, Limits, Signal, read_traces};

use crate::load::{Load, SPANS, TRACES};

pub(crate) fn run() -> Result<()> {
    let rounds = 80;
    let spans = (rounds * TRACES * SPANS) as f64;
    let mut load = Load::new(7, 1_790_000_000_000_000_000);
    let begin = Instant::now();
    let made: Vec<_> = (0..rounds).flat_map(|_| load.round().0).collect();
    let per_span = |begin: Instant| begin.elapsed().as_nanos() as f64 / spans;
    let bytes: usize = made.iter().map(|request| request.len()).sum();
    println!("made: {:.0} ns a span", per_span(begin));
    println!("size: {:.0} bytes a span", bytes as f64 / spans);
    let begin = Instant::now();
    let limits = Limits::default();
    let batches = made.into_iter();
    let batches = batches.map(|request| Batch::read(Signal::Traces, request, &limits));
    let batches = batches.collect::<Result<Vec<_>, _>>()?;
    println!("looked through: {:.0} ns a span", per_span(begin));
    let begin = Instant::now();
    for (batch, _) in &batches {
        black_box(read_traces(batch));
    }
    println!("decoded: {:.0} ns a span", per_span(begin));
    Ok(())
}
