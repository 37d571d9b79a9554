//! The spans and lines of a block, as they are read.

use memchr::memmem::Finder;
use trace_model::otlp::{Decoder, SpanParts};
use trace_model::{SpanId, Trace, TraceId};

use super::bytes::{array, index, number, read_piece, take, unzigzag};
use super::columns::VERSION;
use crate::embedded::inflate::inflate;

/// The spans and lines of a block, inflated.
#[derive(Debug)]
pub(in crate::embedded) struct Body {
    ids: Vec<u8>,
    times: Vec<u8>,
    rest: Vec<u8>,
}

impl Body {
    /// `None` if the bytes are no body.
    pub(in crate::embedded) fn open(mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        if array(bytes)? != [VERSION] {
            return None;
        }
        let ids = read_piece(bytes)?.to_vec();
        let times = read_piece(bytes)?.to_vec();
        let length = index(bytes)?;
        let rest = inflate(bytes, length)?;
        Some(Body { ids, times, rest })
    }

    /// Reads the traces that are wanted by their places; `traces` are the ids and starts of
    /// all, in order. With a needle, a trace that does not have these bytes anywhere is none
    /// that is wanted.
    pub(in crate::embedded) fn read(
        &self,
        traces: impl Iterator<Item = (TraceId, u64)>,
        wanted: impl Fn(usize) -> bool,
        needle: Option<&Finder<'_>>,
        decoder: &mut Decoder,
    ) -> Option<Vec<(usize, Trace)>> {
        let mut at = Cursor {
            ids: &self.ids,
            times: &self.times,
            rest: &self.rest,
        };
        let origins = at.origins(needle)?;
        let mut found = Vec::new();
        for (place, (trace_id, start)) in traces.enumerate() {
            let mut next = at;
            let has_needle = next.skip(&origins, needle)?;
            if has_needle && wanted(place) {
                found.push((place, at.trace(trace_id, start, &origins, decoder)?));
            }
            at = next;
        }
        Some(found)
    }
}

/// What messages share: resource, its schema, scope, its schema.
struct Origin<'a> {
    pieces: [&'a [u8]; 4],
    has_needle: bool,
}

/// How far the columns are read.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    ids: &'a [u8],
    times: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn origins(&mut self, needle: Option<&Finder<'_>>) -> Option<Vec<Origin<'a>>> {
        let mut origins = Vec::new();
        for _ in 0..number(&mut self.rest)? {
            let mut pieces = [&self.rest[..0]; 4];
            for piece in &mut pieces {
                *piece = read_piece(&mut self.rest)?;
            }
            let has_needle = |needle: &Finder<'_>| {
                let mut pieces = pieces.iter();
                pieces.any(|piece| needle.find(piece).is_some())
            };
            origins.push(Origin {
                pieces,
                has_needle: needle.is_some_and(has_needle),
            });
        }
        Some(origins)
    }

    /// Goes on to the next trace. Tells whether this one has the needle, or none is asked for.
    fn skip(&mut self, origins: &[Origin<'_>], needle: Option<&Finder<'_>>) -> Option<bool> {
        let begin = self.rest;
        let mut has_needle = needle.is_none();
        let spans = index(&mut self.rest)?;
        take(&mut self.ids, spans.checked_mul(8)?)?;
        for _ in 0..spans {
            has_needle |= origins.get(index(&mut self.rest)?)?.has_needle;
            if index(&mut self.rest)? == 1 {
                take(&mut self.ids, 8)?;
            }
            read_piece(&mut self.rest)?;
            number(&mut self.times)?;
            number(&mut self.times)?;
        }
        for _ in 0..number(&mut self.rest)? {
            has_needle |= origins.get(index(&mut self.rest)?)?.has_needle;
            read_piece(&mut self.rest)?;
        }
        let messages = &begin[..begin.len() - self.rest.len()];
        Some(has_needle || needle.is_some_and(|needle| needle.find(messages).is_some()))
    }

    /// Decodes the trace that begins here.
    fn trace(
        mut self,
        trace_id: TraceId,
        start: u64,
        origins: &[Origin<'_>],
        decoder: &mut Decoder,
    ) -> Option<Trace> {
        let mut trace = Trace::new(trace_id);
        let spans = index(&mut self.rest)?;
        let span_ids = take(&mut self.ids, spans.checked_mul(8)?)?;
        let span_id = |place: usize| {
            let bytes = span_ids.get(place.checked_mul(8)?..)?.first_chunk::<8>()?;
            SpanId::from_u64(u64::from_be_bytes(*bytes))
        };
        for place in 0..spans {
            let origin = origins.get(index(&mut self.rest)?)?;
            let parent = match index(&mut self.rest)? {
                0 => None,
                1 => SpanId::from_u64(u64::from_be_bytes(array(&mut self.ids)?)),
                place => Some(span_id(place - 2)?),
            };
            let message = read_piece(&mut self.rest)?;
            let start_unix_nanos = start.wrapping_add(unzigzag(number(&mut self.times)?));
            let duration = unzigzag(number(&mut self.times)?);
            let parts = SpanParts {
                span_id: span_id(place)?,
                parent,
                start_unix_nanos,
                end_unix_nanos: start_unix_nanos.wrapping_add(duration),
            };
            let [resource, resource_schema, scope, scope_schema] = origin.pieces;
            let resource = decoder.resource(resource, resource_schema);
            let scope = decoder.scope(scope, scope_schema);
            let message = parts.put_together(trace_id, message);
            let span = decoder.span(&message, &resource, &scope);
            trace.spans.push(span.ok()?);
        }
        for _ in 0..number(&mut self.rest)? {
            let [resource, resource_schema, scope, scope_schema] =
                origins.get(index(&mut self.rest)?)?.pieces;
            let message = read_piece(&mut self.rest)?;
            let resource = decoder.resource(resource, resource_schema);
            let scope = decoder.scope(scope, scope_schema);
            let line = decoder.log(message, &resource, &scope);
            trace.logs.push(line.ok()?);
        }
        Some(trace)
    }
}
