//! Which span is drawn where.

use std::collections::{HashMap, HashSet};

use trace_model::{Span, SpanId};

/// The place of one span.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Which span.
    pub(super) at: usize,
    /// Under which span; one that comes before.
    pub(super) parent: Option<usize>,
    pub(super) depth: u32,
    pub(super) why: Why,
}

/// Why a span stands where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// No parent is named.
    Root,
    /// Under its parent.
    Child,
    /// The parent that is named has not come.
    Orphan,
    /// The parent stands under the span, which is the earliest of such a circle.
    Circle,
}

/// Places every span once: children under their parents, siblings by start, then end, then id.
pub(super) fn order(spans: &[Span]) -> Vec<Place> {
    let family = Family::of(spans);
    let mut places = Vec::with_capacity(spans.len());
    let mut is_placed = vec![false; spans.len()];
    for at in &family.by_time {
        let why = match (spans[*at].parent, family.parent_of[*at]) {
            (None, _) => Why::Root,
            (Some(_), None) => Why::Orphan,
            (Some(_), Some(_)) => continue,
        };
        family.place(*at, why, &mut places, &mut is_placed);
    }
    for at in &family.by_time {
        if !is_placed[*at] {
            let first = family.first_of_circle(*at, spans);
            family.place(first, Why::Circle, &mut places, &mut is_placed);
        }
    }
    places
}

struct Family {
    by_time: Vec<usize>,
    parent_of: Vec<Option<usize>>,
    children_of: Vec<Vec<usize>>,
}

impl Family {
    fn of(spans: &[Span]) -> Self {
        let mut by_time: Vec<usize> = (0..spans.len()).collect();
        by_time.sort_by_key(|at| time(&spans[*at]));
        let mut by_id: HashMap<SpanId, usize> = HashMap::new();
        for (at, span) in spans.iter().enumerate() {
            by_id.entry(span.span_id).or_insert(at);
        }
        let parent = |span: &Span| by_id.get(&span.parent?).copied();
        let parent_of: Vec<_> = spans.iter().map(parent).collect();
        let mut children_of = vec![Vec::new(); spans.len()];
        for at in &by_time {
            if let Some(parent) = parent_of[*at] {
                children_of[parent].push(*at);
            }
        }
        Family {
            by_time,
            parent_of,
            children_of,
        }
    }

    /// Places a span and all under it.
    fn place(&self, first: usize, why: Why, places: &mut Vec<Place>, is_placed: &mut [bool]) {
        let mut next = vec![Place {
            at: first,
            parent: None,
            depth: 0,
            why,
        }];
        while let Some(place) = next.pop() {
            if std::mem::replace(&mut is_placed[place.at], true) {
                continue;
            }
            places.push(place);
            // The last is taken first.
            next.extend(self.children_of[place.at].iter().rev().map(|child| Place {
                at: *child,
                parent: Some(place.at),
                depth: place.depth + 1,
                why: Why::Child,
            }));
        }
    }

    /// The earliest span of the circle over a span that no root leads to.
    fn first_of_circle(&self, at: usize, spans: &[Span]) -> usize {
        let up = |at: usize| self.parent_of[at].unwrap_or(at);
        let mut walked = HashSet::new();
        let mut within = at;
        while walked.insert(within) {
            within = up(within);
        }
        let circle = std::iter::successors(Some(up(within)), |at| (*at != within).then(|| up(*at)));
        circle.min_by_key(|at| time(&spans[*at])).unwrap_or(within)
    }
}

fn time(span: &Span) -> (u64, u64, SpanId) {
    (span.start_unix_nanos, span.end_unix_nanos, span.span_id)
}
