//! One element of the list that a trace is: spans, lines, or what all before it come to.

use trace_model::TraceId;
use trace_model::otlp::Signal;

use super::names::{read_text, text, trace_id};
use super::zip::{Unreadable, Zip};
use crate::rollup::{read_varint, write_varint};
use crate::summary::{ServiceCount, Summary};

/// The version of the encoding: the first byte of each element.
const VERSION: u8 = 1;

/// What the second byte says.
const SPANS: u8 = 0;
const LINES: u8 = 1;
const SUMMARY: u8 = 2;

/// One element, read.
#[derive(Debug, PartialEq)]
pub(super) enum Element {
    /// A request of OTLP.
    Request(Signal, Vec<u8>),
    /// What the elements before this one come to.
    Settled(Summary),
}

pub(super) fn write_request(signal: Signal, request: &[u8], zip: &Zip) -> Vec<u8> {
    let kind = match signal {
        Signal::Traces => SPANS,
        Signal::Logs => LINES,
    };
    let mut out = vec![VERSION, kind];
    zip.compress(request, &mut out);
    out
}

pub(super) fn write_summary(summary: &Summary) -> Vec<u8> {
    let mut out = vec![VERSION, SUMMARY];
    for number in [
        u64::from(summary.has_root),
        summary.start_unix_nanos,
        summary.duration_nanos,
        summary.span_count.into(),
        summary.error_count.into(),
        summary.orphan_count.into(),
        summary.log_count.into(),
        summary.services.len() as u64,
    ] {
        write_varint(&mut out, number);
    }
    for service in &summary.services {
        text(&mut out, &service.name);
        write_varint(&mut out, service.span_count.into());
        write_varint(&mut out, service.error_count.into());
    }
    text(&mut out, &summary.root_service);
    text(&mut out, &summary.root_operation);
    out
}

/// The summary with the id of its trace: what all stores are told of a trace.
pub(super) fn write_told(summary: &Summary) -> Vec<u8> {
    let mut told = summary.trace_id.to_bytes().to_vec();
    told.extend(write_summary(summary));
    told
}

/// Reads what [`write_told`] has written; `None` if the bytes are nothing of the kind.
pub(super) fn read_told(told: &[u8]) -> Option<Summary> {
    match told.get(16..)? {
        [VERSION, SUMMARY, rest @ ..] => read_summary(trace_id(told)?, rest),
        _ => None,
    }
}

/// Reads an element of a trace.
pub(super) fn read(trace_id: TraceId, bytes: &[u8], zip: &Zip) -> Result<Element, Unreadable> {
    match *bytes {
        [VERSION, SPANS, ref frame @ ..] => {
            Ok(Element::Request(Signal::Traces, zip.inflate(frame)?))
        }
        [VERSION, LINES, ref frame @ ..] => Ok(Element::Request(Signal::Logs, zip.inflate(frame)?)),
        [VERSION, SUMMARY, ref rest @ ..] => {
            let summary = read_summary(trace_id, rest).ok_or(Unreadable::Damaged)?;
            Ok(Element::Settled(summary))
        }
        _ => Err(Unreadable::Damaged),
    }
}

fn read_summary(trace_id: TraceId, mut rest: &[u8]) -> Option<Summary> {
    let rest = &mut rest;
    let mut numbers = [0; 8];
    for number in &mut numbers {
        *number = read_varint(rest)?;
    }
    let [
        has_root,
        start,
        duration,
        spans,
        errors,
        orphans,
        lines,
        services,
    ] = numbers;
    let small = |number: u64| u32::try_from(number).ok();
    let mut read = Vec::new();
    for _ in 0..services {
        read.push(ServiceCount {
            name: read_text(rest)?,
            span_count: small(read_varint(rest)?)?,
            error_count: small(read_varint(rest)?)?,
        });
    }
    Some(Summary {
        trace_id,
        root_service: read_text(rest)?,
        root_operation: read_text(rest)?,
        has_root: has_root != 0,
        start_unix_nanos: start,
        duration_nanos: duration,
        span_count: small(spans)?,
        error_count: small(errors)?,
        orphan_count: small(orphans)?,
        log_count: small(lines)?,
        services: read,
    })
}
