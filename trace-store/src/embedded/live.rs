//! Traces that are not settled yet: which of their spans lie where in which arrival.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use trace_model::TraceId;
use trace_model::otlp::{Entry, Group, Signal};

/// A batch as it came, compressed.
#[derive(Debug)]
pub(super) struct Arrival {
    /// Counts batches, from the first one of the folder on.
    pub(super) number: u64,
    pub(super) signal: Signal,
    pub(super) groups: Vec<Group>,
    pub(super) compressed: Vec<u8>,
    pub(super) raw_bytes: usize,
}

/// Where a span or a line of a live trace lies.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) arrival: Arc<Arrival>,
    pub(super) group: u32,
    pub(super) range: Range<u32>,
}

/// What is known of a live trace without looking at its spans.
#[derive(Debug, Clone)]
pub(super) struct LiveTrace {
    /// When its first and its last span came.
    pub(super) first_nanos: u64,
    pub(super) last_nanos: u64,
    pub(super) has_root: bool,
    pub(super) start_unix_nanos: u64,
    pub(super) end_unix_nanos: u64,
    pub(super) places: Vec<Place>,
    /// How many bytes the messages at these places have.
    pub(super) bytes: usize,
}

impl LiveTrace {
    /// The earliest start of its spans; when it came, where it has log lines only.
    pub(super) fn begin(&self) -> u64 {
        match self.start_unix_nanos {
            u64::MAX => self.first_nanos,
            start => start,
        }
    }
}

/// All live traces.
#[derive(Debug, Default)]
pub(super) struct Live {
    pub(super) traces: HashMap<TraceId, LiveTrace>,
    /// Of each arrival, how many of its spans are live.
    open: BTreeMap<u64, (usize, usize)>,
    /// Compressed arrivals and places, in bytes.
    pub(super) bytes: usize,
}

/// What a place takes in memory, with its share of the trace.
const PLACE_BYTES: usize = 48;

impl Live {
    /// Takes the entries of an arrival that came at this time.
    pub(super) fn add<'a>(
        &mut self,
        arrival: &Arc<Arrival>,
        entries: impl Iterator<Item = &'a Entry>,
        now: u64,
    ) {
        let mut count = 0;
        for entry in entries {
            count += 1;
            let is_span = arrival.signal == Signal::Traces;
            let trace = self.traces.entry(entry.trace_id).or_insert(LiveTrace {
                first_nanos: now,
                last_nanos: now,
                has_root: false,
                start_unix_nanos: u64::MAX,
                end_unix_nanos: 0,
                places: Vec::new(),
                bytes: 0,
            });
            trace.last_nanos = now;
            if is_span {
                trace.has_root |= entry.is_root;
                trace.start_unix_nanos = trace.start_unix_nanos.min(entry.start_unix_nanos);
                trace.end_unix_nanos = trace.end_unix_nanos.max(entry.end_unix_nanos);
            }
            trace.bytes += entry.range.len();
            trace.places.push(Place {
                arrival: arrival.clone(),
                group: entry.group,
                range: entry.range.clone(),
            });
        }
        if count > 0 {
            let bytes = arrival.compressed.len();
            self.open.insert(arrival.number, (count, bytes));
            self.bytes += bytes + count * PLACE_BYTES;
        }
    }

    /// Takes out the places of a trace up to this arrival, which are settled.
    pub(super) fn settled(&mut self, id: TraceId, through: u64) {
        let Some(trace) = self.traces.get_mut(&id) else {
            return;
        };
        let (open, bytes) = (&mut self.open, &mut self.bytes);
        let of_trace = &mut trace.bytes;
        trace.places.retain(|place| {
            let number = place.arrival.number;
            if number > through {
                return true;
            }
            *bytes = bytes.saturating_sub(PLACE_BYTES);
            *of_trace = of_trace.saturating_sub(place.range.len());
            if let Some((count, arrival_bytes)) = open.get_mut(&number) {
                *count -= 1;
                if *count == 0 {
                    *bytes = bytes.saturating_sub(*arrival_bytes);
                    open.remove(&number);
                }
            }
            false
        });
        if trace.places.is_empty() {
            self.traces.remove(&id);
        } else {
            trace.first_nanos = trace.last_nanos;
        }
    }

    /// By arrival, the places of each trace in it: the newest arrivals that have at least so many
    /// live spans and lines together.
    pub(super) fn newest(&self, most: usize) -> BTreeMap<u64, Vec<(TraceId, Vec<Place>)>> {
        let mut count = 0;
        let newest = self.open.iter().rev().take_while(|(_, (live, _))| {
            let is_asked = count < most;
            count += live;
            is_asked
        });
        let first = newest.last().map_or(u64::MAX, |(number, _)| *number);
        let mut found: BTreeMap<u64, Vec<(TraceId, Vec<Place>)>> = BTreeMap::new();
        for (id, trace) in &self.traces {
            for place in &trace.places {
                if place.arrival.number < first {
                    continue;
                }
                let of_arrival = found.entry(place.arrival.number).or_default();
                match of_arrival.last_mut().filter(|(last, _)| last == id) {
                    Some((_, places)) => places.push(place.clone()),
                    None => of_arrival.push((*id, vec![place.clone()])),
                }
            }
        }
        found
    }

    /// The first arrival of which a span is live.
    pub(super) fn first_open(&self) -> Option<u64> {
        self.open.first_key_value().map(|(number, _)| *number)
    }
}
