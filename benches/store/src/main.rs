//! `bench-store`: so far, how fast the load itself is made and looked through.

mod load;

use std::hint::black_box;
use std::time::Instant;

use trace_model::otlp::{Batch, Limits, Signal, read_traces};

use load::{Load, SPANS, TRACES};

fn main() {
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
    let batches: Vec<_> = made
        .iter()
        .map(|request| Batch::read(Signal::Traces, request.clone(), &limits))
        .collect();
    println!("looked through: {:.0} ns a span", per_span(begin));
    let begin = Instant::now();
    for batch in batches {
        match batch {
            Ok((batch, refused)) => {
                assert_eq!(refused.count, 0);
                black_box(read_traces(&batch));
            }
            Err(error) => println!("{error}"),
        }
    }
    println!("decoded: {:.0} ns a span", per_span(begin));
}
