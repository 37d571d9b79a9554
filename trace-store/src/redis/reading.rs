//! A trace, put together of its elements.

use std::collections::HashMap;

use bytes::Bytes;
use trace_model::otlp::{Batch, Limits, Signal, read_traces};
use trace_model::{LogRecord, Trace, TraceId};

use super::element::{self, Element};
use super::kept::{Kept, Room};
use super::missing::Missing;
use super::same::is_among;
use super::zip::Zip;
use crate::summary::Summary;

/// Which spans of a trace are kept, and how many lines: the first ones.
const SPANS: Room = Room {
    first: 80_000,
    slow: 20_000,
    all: 200_000,
};
const LINES: usize = 100_000;

/// A trace as it was read.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) trace: Trace,
    pub(super) summary: Summary,
    /// How many elements it has.
    pub(super) elements: u64,
    /// The first of them.
    pub(super) first: Vec<u8>,
    /// Some could not be read.
    pub(super) is_damaged: bool,
    /// How many of these spans had come when it settled last.
    pub(super) settled_spans: usize,
    /// Nothing has come since.
    pub(super) is_settled: bool,
    /// How many spans and lines have come, where not all of them were read.
    pub(super) cut_from: Option<u64>,
}

/// A trace of which some elements are read.
pub(super) struct Reading {
    trace: Trace,
    elements: u64,
    first: Vec<u8>,
    unreadable: usize,
    spans: Kept,
    /// The places of lines by their times: what a sender repeats is read once.
    lines: HashMap<u64, Vec<usize>>,
    /// How many spans had come when it settled last.
    settled: Option<(u64, Summary)>,
    is_settled: bool,
    lines_left_out: u64,
}

impl Reading {
    pub(super) fn new(id: TraceId) -> Self {
        Reading {
            trace: Trace::new(id),
            elements: 0,
            first: Vec::new(),
            unreadable: 0,
            spans: Kept::new(SPANS),
            lines: HashMap::new(),
            settled: None,
            is_settled: false,
            lines_left_out: 0,
        }
    }

    /// How many elements were read.
    pub(super) fn elements(&self) -> usize {
        self.elements as usize
    }

    pub(super) fn add(&mut self, bytes: &[u8], zip: &Zip) {
        if self.elements == 0 {
            self.first = bytes.to_vec();
        }
        self.elements += 1;
        self.is_settled = false;
        match element::read(self.trace.id, bytes, zip) {
            Ok(Element::Settled(summary)) => {
                self.settled = Some((self.spans.arrived(), summary));
                self.is_settled = true;
            }
            Ok(Element::Request(signal, request)) => self.request(signal, request),
            Err(_) => self.unreadable += 1,
        }
    }

    fn request(&mut self, signal: Signal, request: Vec<u8>) {
        // They were checked when they came.
        let limits = Limits {
            span_bytes: usize::MAX,
            origin_bytes: usize::MAX,
            attributes: usize::MAX,
            ..Limits::default()
        };
        let Ok((batch, refused)) = Batch::read(signal, Bytes::from(request), &limits) else {
            self.unreadable += 1;
            return;
        };
        let mut lost = refused.count > 0 || batch.entries().is_empty();
        for part in read_traces(&batch) {
            if part.id != self.trace.id {
                lost = true;
                continue;
            }
            part.spans.into_iter().for_each(|span| self.spans.add(span));
            part.logs.into_iter().for_each(|line| self.line(line));
        }
        self.unreadable += usize::from(lost);
    }

    fn line(&mut self, line: LogRecord) {
        let lines = &mut self.trace.logs;
        let same = self.lines.entry(line.time()).or_default();
        if is_among(&line, lines, same) {
            return;
        }
        match lines.len() < LINES {
            true => {
                same.push(lines.len());
                lines.push(line);
            }
            false => self.lines_left_out += 1,
        }
    }

    /// `None` where there is nothing but what cannot be read.
    pub(super) fn end(mut self, missing: &mut Missing) -> Option<Loaded> {
        if self.unreadable > 0 {
            let (count, id) = (self.unreadable, self.trace.id);
            missing.note(format!("{count} damaged pieces of the trace {id}"));
        }
        let come = self.spans.arrived() + self.trace.logs.len() as u64 + self.lines_left_out;
        let settled = self.settled.as_ref().map_or(0, |(spans, _)| *spans);
        let (spans, settled_spans) = self.spans.end(settled);
        self.trace.spans = spans;
        let held = (self.trace.spans.len() + self.trace.logs.len()) as u64;
        let summary = match &self.settled {
            Some((_, summary)) if self.is_settled && self.unreadable == 0 => summary.clone(),
            _ => Summary::of(&self.trace),
        };
        (held > 0).then(|| Loaded {
            summary,
            elements: self.elements,
            first: self.first,
            is_damaged: self.unreadable > 0,
            settled_spans,
            is_settled: self.is_settled,
            cut_from: (come > held).then_some(come),
            trace: self.trace,
        })
    }
}
