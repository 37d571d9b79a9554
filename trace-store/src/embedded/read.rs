//! The spans of one trace, wherever they lie.

use std::collections::VecDeque;
use std::sync::Arc;

use memchr::memmem::Finder;
use trace_model::otlp::{Decoder, Signal};
use trace_model::{Trace, TraceId};

use super::block::{LeftOut, Part, Row};
use super::hour::Hour;
use super::inflate::inflate;
use super::live::{Arrival, Place};
use super::shelf::Shelf;

/// Arrivals that were inflated last are kept, up to so many bytes: spans of neighbouring
/// traces lie in the same ones.
const INFLATED_BYTES: usize = 12 << 20;

/// Reads traces; keeps what the next one is likely to need.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) decoder: Decoder,
    inflated: VecDeque<(u64, Arc<[u8]>)>,
    bytes: usize,
}

impl Reader {
    fn inflate(&mut self, arrival: &Arrival) -> Option<Arc<[u8]>> {
        let held = self.inflated.iter().rev();
        if let Some((_, bytes)) = held.into_iter().find(|held| held.0 == arrival.number) {
            return Some(bytes.clone());
        }
        let bytes: Arc<[u8]> = inflate(&arrival.compressed, arrival.raw_bytes)?.into();
        self.bytes += bytes.len();
        self.inflated.push_back((arrival.number, bytes.clone()));
        while self.bytes > INFLATED_BYTES
            && let Some((_, oldest)) = self.inflated.pop_front()
        {
            self.bytes -= oldest.len();
        }
        Some(bytes)
    }

    /// Finds the bytes in which the places lie, one for each.
    pub(super) fn bytes_of(&mut self, places: &[Place]) -> Vec<Arc<[u8]>> {
        let mut last: Option<(u64, Arc<[u8]>)> = None;
        let mut all = Vec::with_capacity(places.len());
        for place in places {
            let number = place.arrival.number;
            let bytes = match &last {
                Some((held, bytes)) if *held == number => bytes.clone(),
                _ => self.inflate(&place.arrival).unwrap_or_default(),
            };
            last = Some((number, bytes.clone()));
            all.push(bytes);
        }
        all
    }

    /// Decodes messages; those that are none, which cannot be, are left out.
    pub(super) fn decode(&mut self, id: TraceId, parts: &[Part<'_>], into: &mut Trace) {
        debug_assert_eq!(into.id, id, "a message is of its trace");
        for part in parts {
            let [resource, resource_schema, scope, scope_schema] = part.origin;
            let resource = self.decoder.resource(resource, resource_schema);
            let scope = self.decoder.scope(scope, scope_schema);
            match part.signal {
                Signal::Traces => {
                    let span = self.decoder.span(part.message, &resource, &scope);
                    into.spans.extend(span);
                }
                Signal::Logs => {
                    let line = self.decoder.log(part.message, &resource, &scope);
                    into.logs.extend(line);
                }
            }
        }
    }

    /// Decodes what lies at these places, and leaves out what was delivered before.
    pub(super) fn live(&mut self, places: &[Place], into: &mut Trace) {
        if places.is_empty() {
            return;
        }
        let bytes = self.bytes_of(places);
        let parts = parts(places, &bytes);
        self.decode(into.id, &parts, into);
        into.leave_out_repeated();
    }

    /// Decodes the settled parts of a trace, the oldest first. `None` where nothing of it was
    /// kept. Tells up to which arrival it is settled, and how many spans were left out.
    pub(super) fn settled(
        &mut self,
        shelf: &Shelf,
        id: TraceId,
    ) -> Result<Option<Settled>, fjall::Error> {
        let mut whole: Option<Settled> = None;
        for (hour, settled) in shelf.settled(id)? {
            let whole = whole.get_or_insert_with(|| Settled {
                trace: Trace::new(id),
                through: 0,
                left_out: LeftOut::default(),
                bytes: 0,
                is_kept: false,
            });
            whole.through = whole.through.max(settled.through);
            for block in settled.blocks {
                let is_meant = |row: &Row| row.summary.trace_id == id;
                for (row, trace) in self.block(&hour, block, is_meant, None)? {
                    whole.is_kept = true;
                    whole.left_out.add(row.left_out);
                    whole.bytes += row.bytes;
                    whole.trace.spans.extend(trace.spans);
                    whole.trace.logs.extend(trace.logs);
                }
            }
        }
        Ok(whole)
    }

    /// Decodes those traces of a block that are wanted; with a needle, of these those that have
    /// it.
    pub(super) fn block(
        &mut self,
        hour: &Hour,
        block: u32,
        wanted: impl Fn(&Row) -> bool,
        needle: Option<&Finder<'_>>,
    ) -> Result<Vec<(Row, Trace)>, fjall::Error> {
        let (Some(head), Some(body)) = (hour.head(block, |_| true)?, hour.body(block)?) else {
            return Ok(Vec::new());
        };
        let traces = head.rows.iter();
        let traces = traces.map(|row| (row.summary.trace_id, row.summary.start_unix_nanos));
        let wanted = |place: usize| wanted(&head.rows[place]);
        let read = body.read(traces, wanted, needle, &mut self.decoder);
        let read = read.unwrap_or_default().into_iter();
        Ok(read
            .map(|(place, trace)| (head.rows[place].clone(), trace))
            .collect())
    }
}

/// What is settled of a trace.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) trace: Trace,
    /// The spans of all arrivals up to this one are settled.
    pub(super) through: u64,
    pub(super) left_out: LeftOut,
    /// How many bytes its messages have.
    pub(super) bytes: u64,
    /// Something of it was kept.
    pub(super) is_kept: bool,
}

/// The messages at these places, in the bytes that were found for each.
pub(super) fn parts<'a>(places: &'a [Place], bytes: &'a [Arc<[u8]>]) -> Vec<Part<'a>> {
    let found = places.iter().zip(bytes).filter_map(|(place, bytes)| {
        let piece =
            |range: &std::ops::Range<u32>| bytes.get(range.start as usize..range.end as usize);
        let group = place.arrival.groups.get(place.group as usize)?;
        Some(Part {
            signal: place.arrival.signal,
            origin: [
                piece(&group.resource)?,
                piece(&group.resource_schema)?,
                piece(&group.scope)?,
                piece(&group.scope_schema)?,
            ],
            message: piece(&place.range)?,
        })
    });
    found.collect()
}
