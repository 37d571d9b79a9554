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
    /// The first span with an id: places in `spans`, as below.
    first: HashMap<SpanId, u32>,
    /// The client and the server that share an id.
    shared: HashMap<SpanId, (u32, u32)>,
    /// How many spans were left out: they arrived before (see [`Span::identity`]).
    pub(super) repeated: u32,
}

impl Kept {
    pub(super) fn of(spans: &[Span]) -> Self {
        let mut kept = Kept {
            spans: Vec::with_capacity(spans.len()),
            first: HashMap::with_capacity(spans.len()),
            shared: HashMap::new(),
            repeated: 0,
        };
        let mut same_id: HashMap<SpanId, Vec<u32>> = HashMap::new();
        for (place, span) in (0_u32..).zip(spans) {
            let next = kept.spans.len() as u32;
            match kept.first.entry(span.span_id) {
                Entry::Vacant(vacant) => {
                    vacant.insert(next);
                }
                Entry::Occupied(first) => {
                    let others = same_id.entry(span.span_id);
                    let others = others.or_insert_with(|| vec![*first.get()]);
                    let mut compared = others.iter().take(COMPARED);
                    let identity =
                        |other: &u32| spans[kept.spans[*other as usize].0 as usize].identity();
                    if compared.any(|other| identity(other) == span.identity()) {
                        kept.repeated += 1;
                        continue;
                    }
                    others.push(next);
                }
            }
            kept.spans.push((place, Marks::default()));
        }
        for (id, holders) in same_id.iter().filter(|(_, holders)| holders.len() > 1) {
            kept.mark(spans, *id, holders);
        }
        kept
    }

    /// The first span with this id.
    pub(super) fn first(&self, id: SpanId) -> Option<u32> {
        self.first.get(&id).copied()
    }

    /// The client and the server that share this id.
    pub(super) fn shared(&self, id: SpanId) -> Option<(u32, u32)> {
        // Hardly any trace has some.
        (!self.shared.is_empty()).then(|| self.shared.get(&id).copied())?
    }

    /// Finds the client and the server that share an id; whoever else has it is marked.
    fn mark(&mut self, spans: &[Span], id: SpanId, holders: &[u32]) {
        let of_kind = |kind| {
            let is_it = |holder: &u32| spans[self.spans[*holder as usize].0 as usize].kind == kind;
            holders.iter().copied().find(is_it)
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
        if let Some(shared) = shared {
            self.shared.insert(id, shared);
        }
    }
}
