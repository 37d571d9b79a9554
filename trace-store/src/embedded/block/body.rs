//! The spans and lines of a block, as they are read.

use trace_model::otlp::{Decoder, SpanParts};
use trace_model::{SpanId, Trace, TraceId};

use super::bytes::{array, index, number, read_piece, take, unzigzag};
use super::columns::VERSION;

/// The most that one block may inflate to: a trace as long as one may be, twice.
const MOST_RAW_BYTES: usize = 1 << 30;

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
        if length > MOST_RAW_BYTES {
            return None;
        }
        let rest = zstd::bulk::decompress(bytes, length).ok()?;
        Some(Body { ids, times, rest })
    }

    /// Reads the traces that are wanted by their places; `traces` are the ids and starts of
    /// all, in order.
    pub(in crate::embedded) fn read(
        &self,
        traces: impl Iterator<Item = (TraceId, u64)>,
        wanted: impl Fn(usize) -> bool,
        decoder: &mut Decoder,
    ) -> Option<Vec<(usize, Trace)>> {
        let (mut ids, mut times, mut rest) = (&self.ids[..], &self.times[..], &self.rest[..]);
        let mut origins = Vec::new();
        for _ in 0..number(&mut rest)? {
            let mut pieces = [&rest[..0]; 4];
            for piece in &mut pieces {
                *piece = read_piece(&mut rest)?;
            }
            origins.push(pieces);
        }
        let mut found = Vec::new();
        for (place, (trace_id, start)) in traces.enumerate() {
            let wanted = wanted(place);
            let mut trace = Trace::new(trace_id);
            let spans = index(&mut rest)?;
            let span_ids = take(&mut ids, spans.checked_mul(8)?)?;
            let span_id = |place: usize| {
                let bytes = span_ids.get(place.checked_mul(8)?..)?.first_chunk::<8>()?;
                SpanId::from_u64(u64::from_be_bytes(*bytes))
            };
            for place in 0..spans {
                let origin = origins.get(index(&mut rest)?)?;
                let parent = match index(&mut rest)? {
                    0 => None,
                    1 => SpanId::from_u64(u64::from_be_bytes(array(&mut ids)?)),
                    place => Some(span_id(place - 2)?),
                };
                let message = read_piece(&mut rest)?;
                let start = start.wrapping_add(unzigzag(number(&mut times)?));
                let end = start.wrapping_add(unzigzag(number(&mut times)?));
                if !wanted {
                    continue;
                }
                let parts = SpanParts {
                    span_id: span_id(place)?,
                    parent,
                    start_unix_nanos: start,
                    end_unix_nanos: end,
                };
                let [resource, resource_schema, scope, scope_schema] = origin;
                let resource = decoder.resource(resource, resource_schema);
                let scope = decoder.scope(scope, scope_schema);
                let message = parts.put_together(trace_id, message);
                trace
                    .spans
                    .push(decoder.span(&message, &resource, &scope).ok()?);
            }
            for _ in 0..number(&mut rest)? {
                let [resource, resource_schema, scope, scope_schema] =
                    origins.get(index(&mut rest)?)?;
                let message = read_piece(&mut rest)?;
                if wanted {
                    let resource = decoder.resource(resource, resource_schema);
                    let scope = decoder.scope(scope, scope_schema);
                    trace
                        .logs
                        .push(decoder.log(message, &resource, &scope).ok()?);
                }
            }
            if wanted {
                found.push((place, trace));
            }
        }
        Some(found)
    }
}
