//! Blocks that are damaged, or that a newer version has written.

use proptest::prelude::*;
use trace_model::otlp::{Batch, Decoder, Limits, Signal, write_trace};
use trace_model::{Trace, TraceId};
use zstd::bulk::Compressor;

use super::bytes::{array, index, read_piece, write_piece};
use super::{Body, Builder, Built, Filter, Hashes, Head, LeftOut, Part, Zone};
use crate::damage::{cut, damaged, trace};
use crate::rollup::write_varint;
use crate::summary::Summary;

const LEFT_OUT: LeftOut = LeftOut { spans: 2, lines: 1 };

fn compressor() -> Compressor<'static> {
    Compressor::new(1).expect("zstd has a first level")
}

/// A block with one trace.
fn built() -> Built {
    let (request, _) = write_trace(&trace());
    let read = Batch::read(Signal::Traces, request.into(), &Limits::default());
    let (batch, _) = read.expect("what is written can be read");
    let part = |entry: &trace_model::otlp::Entry| {
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
    };
    let parts: Vec<_> = batch.entries().iter().map(part).collect();
    let mut builder = Builder::default();
    let added = builder.add(&parts, &trace(), Summary::of(&trace()), LEFT_OUT);
    added.expect("what is written can be read");
    let block = builder.finish(3, &mut compressor());
    block.expect("zstd compresses any bytes")
}

/// The trace in a body, if it is one.
fn read(body: &[u8]) -> Option<Trace> {
    let traces = [(trace().id, Summary::of(&trace()).start_unix_nanos)];
    let body = Body::open(body)?;
    let read = body.read(traces.into_iter(), |_| true, None, &mut Decoder::default());
    Some(read?.pop()?.1)
}

/// The ids, the times and the messages of a body, inflated.
fn columns() -> [Vec<u8>; 3] {
    let body = built().body;
    let taken = || {
        let rest = &mut &body[..];
        array::<1>(rest)?;
        let (ids, times) = (read_piece(rest)?.to_vec(), read_piece(rest)?.to_vec());
        let length = index(rest)?;
        Some([ids, times, zstd::bulk::decompress(rest, length).ok()?])
    };
    taken().expect("a body is made of these")
}

fn body_of([ids, times, rest]: [&[u8]; 3]) -> Vec<u8> {
    let mut body = vec![1];
    write_piece(&mut body, ids);
    write_piece(&mut body, times);
    write_varint(&mut body, rest.len() as u64);
    let compressed = compressor().compress(rest);
    body.extend(compressed.expect("zstd compresses any bytes"));
    body
}

#[test]
fn what_is_whole_is_read_and_no_part_of_it() {
    let Built {
        head, zone, body, ..
    } = built();
    let read_head = Head::read(&head).unwrap();
    assert_eq!(read_head.rows[0].summary, Summary::of(&trace()));
    assert_eq!(read_head.rows[0].left_out, LEFT_OUT);
    assert!(cut(&head).all(|part| Head::read(part).is_none()));
    assert_eq!(Zone::read(3, &zone.write()), Some(zone));
    assert!(cut(&zone.write()).all(|part| Zone::read(3, part).is_none()));
    assert_eq!(read(&body), Some(trace()));
    assert!(cut(&body).all(|part| read(part).is_none()));
    let [ids, times, rest] = columns();
    assert_eq!(read(&body_of([&ids, &times, &rest])), Some(trace()));
    assert!(cut(&rest).all(|rest| read(&body_of([&ids, &times, rest])).is_none()));
}

#[test]
fn a_newer_version_is_not_taken_for_this_one() {
    let Built { head, body, .. } = built();
    assert_eq!(Head::read(&[&[2], &head[1..]].concat()), None);
    assert_eq!(read(&[&[2], &body[1..]].concat()), None);
}

#[test]
fn a_filter_that_is_damaged_may_have_everything() {
    let filter = built().filter;
    let (name, other) = (Hashes::name("POST /orders"), Hashes::name("GET /orders"));
    assert!(Filter::of(&filter).may_have(name));
    assert!(!Filter::of(&filter).may_have(other));
    for part in cut(&filter) {
        assert!(Filter::of(part).may_have(other));
    }
    // What says where to look: behind it are the fingerprints.
    for at in 8..20 {
        let mut filter = filter.clone();
        filter[at] ^= 1;
        assert!(Filter::of(&filter).may_have(name));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_head_has_no_more_rows_than_bytes(head in damaged(built().head)) {
        let rows = Head::read(&head).unwrap_or_default().rows;
        prop_assert!(rows.len() <= head.len());
    }

    #[test]
    fn a_zone_is_read_or_not(zone in damaged(built().zone.write())) {
        let read = Zone::read(3, &zone);
        prop_assert!(read.is_none_or(|zone| zone.block == 3));
    }

    #[test]
    fn a_filter_answers_whatever_it_is_made_of(filter in damaged(built().filter), hash: u64) {
        Filter::of(&filter).may_have(hash);
    }

    #[test]
    fn a_body_has_spans_of_its_trace_or_none(
        body in damaged(built().body),
        [ids, times, rest] in columns().map(damaged),
    ) {
        for body in [body, body_of([&ids, &times, &rest])] {
            let spans = read(&body).map(|trace| trace.spans).unwrap_or_default();
            prop_assert!(spans.len() <= body.len());
            let mut ids = spans.iter().map(|span| span.trace_id);
            prop_assert!(ids.all(|id| TraceId::from_u128(7) == Some(id)));
        }
    }
}
