//! Spans that arrived more than once, or share an id.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use trace_model::{Span, SpanId, SpanKind};

use super::row::Marks;

/// With how many spans of its id a span is compared at most. A sender that gives thousands
/// of different spans the same id costs no more than that.
const COMPARED: usize = 16;

/// The spans of a trace, each once, and where to find them by their ids.
pub(super) struct Kept {
    /// The places of the spans, in the order in which they arrived.
    pub(super) spans: Vec<(u32, Marks)>,
    by_id: HashMap<SpanId, Holders>,
    /// How many spans were left out: they arrived before, equal in everything.
    pub(super) repeated: u32,
}

/// Who has an id: places in [`Kept::spans`].
#[derive(Clone, Copy)]
pub(super) struct Holders {
    pub(super) first: u32,
    /// The client and the server that share the id.
    pub(super) shared: Option<(u32, u32)>,
}

impl Kept {
    pub(super) fn of(spans: &[Span]) -> Self {
        let mut kept = Kept {
            spans: Vec::with_capacity(spans.len()),
            by_id: HashMap::with_capacity(spans.len()),
            repeated: 0,
        };
        let mut same_id: HashMap<SpanId, Vec<u32>> = HashMap::new();
        for (place, span) in (0_u32..).zip(spans) {
            let next = kept.spans.len() as u32;
            match kept.by_id.entry(span.span_id) {
                Entry::Vacant(vacant) => {
                    vacant.insert(Holders {
                        first: next,
                        shared: None,
                    });
                }
                Entry::Occupied(occupied) => {
                    let first = occupied.get().first;
                    let others = same_id.entry(span.span_id);
                    let others = others.or_insert_with(|| vec![first]);
                    let arrived = &kept.spans;
                    if (others.iter().take(COMPARED))
                        .any(|other| spans[arrived[*other as usize].0 as usize] == *span)
                    {
                        kept.repeated += 1;
                        continue;
                    }
                    others.push(next);
                }
            }
            kept.spans.push((place, Marks::default()));
        }
        for (id, holders) in same_id {
            kept.mark(spans, id, &holders);
        }
        kept
    }

    pub(super) fn holders(&self, id: SpanId) -> Option<Holders> {
        self.by_id.get(&id).copied()
    }

    /// Finds the client and the server that share an id; whoever else has it is marked.
    fn mark(&mut self, spans: &[Span], id: SpanId, holders: &[u32]) {
        if holders.len() < 2 {
            return;
        }
        let of_kind = |kind| {
            let mut holders = holders.iter().copied();
            holders.find(|holder| spans[self.spans[*holder as usize].0 as usize].kind == kind)
        };
        let shared = of_kind(SpanKind::Client).zip(of_kind(SpanKind::Server));
        for holder in holders {
            let marks = &mut self.spans[*holder as usize].1;
            match shared {
                Some((client, _)) if client == *holder => {}
                Some((_, server)) if server == *holder => marks.shared = true,
                _ => marks.same_id = true,
            }
        }
        if let Some(known) = self.by_id.get_mut(&id) {
            known.shared = shared;
        }
    }
}
