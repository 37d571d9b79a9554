//! A block of the embedded store: a trace that is written into one is read as the same, and
//! any other bytes are read as what can be written again, or not at all.

use trace_model::otlp::{Batch, Decoder, Entry, Limits, Signal, read_traces};
use trace_model::{Trace, TraceId};
use trace_store::Summary;
use zstd::bulk::Compressor;

use crate::rollup::write_varint;

#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    reason = "it is written for its own crate"
)]
#[path = "../../trace-store/src/embedded/block/mod.rs"]
mod block;
#[path = "../../trace-store/src/embedded/inflate.rs"]
mod inflate;

use block::{Body, Builder, Filter, Hashes, Head, LeftOut, Part, Zone};

/// Checks reading `data`, whose first byte says as what.
pub fn check(data: &[u8]) {
    let Some((what, data)) = data.split_first() else {
        return;
    };
    match what % 6 {
        0 => {
            let head = Head::read(data);
            let again = head.as_ref().map(|head| Head::read(&head.write()));
            assert_eq!(again, head.map(Some));
        }
        1 => {
            let zone = Zone::read(7, data);
            let again = zone.map(|zone| Zone::read(7, &zone.write()));
            assert_eq!(again, zone.map(Some));
        }
        2 => drop(Filter::of(data).may_have(Hashes::name("POST /orders"))),
        3 => opens(data),
        4 => opens(&body(data)),
        _ => same_again(data),
    }
}

/// Spans of the trace that was asked for, and no more than can be.
fn opens(bytes: &[u8]) {
    let id = TraceId::from_u128(7).expect("seven is an id");
    let rest = Body::open(bytes).and_then(|body| {
        let traces = [(id, 1_000), (id, 2_000)].into_iter();
        body.read(traces, |_| true, None, &mut Decoder::default())
    });
    let spans = rest.into_iter().flatten();
    for span in spans.flat_map(|(_, trace)| trace.spans) {
        assert_eq!(span.trace_id, id);
    }
}

/// A body with these messages, and ids and times for a few of them.
fn body(messages: &[u8]) -> Vec<u8> {
    let (ids, times) = ([1; 64], [2; 32]);
    let mut body = vec![1];
    for column in [&ids[..], &times[..]] {
        write_varint(&mut body, column.len() as u64);
        body.extend_from_slice(column);
    }
    write_varint(&mut body, messages.len() as u64);
    body.extend(compressor().compress(messages).expect("any bytes compress"));
    body
}

fn compressor() -> Compressor<'static> {
    Compressor::new(1).expect("zstd has a first level")
}

/// The traces of a request, each in a block.
fn same_again(request: &[u8]) {
    let request = request.to_vec().into();
    let Ok((batch, _)) = Batch::read(Signal::Traces, request, &Limits::default()) else {
        return;
    };
    for trace in read_traces(&batch) {
        let entries = batch.entries().iter();
        let entries = entries.filter(|entry| entry.trace_id == trace.id);
        let parts: Vec<_> = entries.map(|entry| part(&batch, entry)).collect();
        let summary = Summary::of(&trace);
        let mut builder = Builder::default();
        builder
            .add(&parts, &trace, summary.clone(), LeftOut::default())
            .expect("what was taken in can be written");
        let built = builder
            .finish(1, &mut compressor())
            .expect("any bytes compress");
        let head = Head::read(&built.head).expect("what we write, we read");
        assert_eq!(head.rows[0].summary, summary);
        let filter = Filter::of(&built.filter);
        for span in &trace.spans {
            assert!(filter.may_have(Hashes::name(&span.name)));
            assert!(filter.may_have(Hashes::service(&span.service())));
        }
        assert_eq!(read(&built.body, &summary), Some(trace));
    }
}

fn part<'a>(batch: &'a Batch, entry: &Entry) -> Part<'a> {
    let group = &batch.groups()[entry.group as usize];
    let origin = [
        &group.resource,
        &group.resource_schema,
        &group.scope,
        &group.scope_schema,
    ];
    Part {
        signal: Signal::Traces,
        origin: origin.map(|range| batch.slice(range)),
        message: batch.slice(&entry.range),
    }
}

fn read(body: &[u8], summary: &Summary) -> Option<Trace> {
    let traces = [(summary.trace_id, summary.start_unix_nanos)].into_iter();
    let read = Body::open(body)?.read(traces, |_| true, None, &mut Decoder::default());
    Some(read?.pop()?.1)
}
