//! Who stands below whom.

use std::collections::HashMap;

use trace_model::{Span, SpanId};

use super::duplicates::Kept;
use super::row::{Marks, What};
use crate::interval::Interval;

/// What becomes a row, before rows are in order.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) what: What,
    pub(crate) parent: Option<u32>,
    pub(crate) marks: Marks,
    /// As it was sent.
    pub(crate) time: Interval,
}

/// The spans with their parents: no circles, one root.
pub(crate) struct Forest {
    pub(crate) nodes: Vec<Node>,
    /// How many spans were left out: they arrived before, equal in everything.
    pub(crate) repeated: u32,
}

impl Forest {
    pub(crate) fn of(spans: &[Span]) -> Self {
        let kept = Kept::of(spans);
        let mut nodes: Vec<Node> = (kept.spans.iter())
            .map(|(place, marks)| {
                let span = &spans[*place as usize];
                Node {
                    what: What::Span(*place),
                    parent: None,
                    marks: *marks,
                    time: Interval::new(span.start_unix_nanos, span.end_unix_nanos),
                }
            })
            .collect();
        attach(spans, &kept, &mut nodes);
        cut_cycles(spans, &mut nodes);
        join_roots(&mut nodes);
        let mut forest = Forest {
            nodes,
            repeated: kept.repeated,
        };
        forest.stretch();
        forest
    }

    /// Moves each span by what `by` says of its place in the trace.
    pub(crate) fn shift(&mut self, by: impl Fn(u32) -> i64) {
        for node in &mut self.nodes {
            if let What::Span(place) = node.what {
                node.time = node.time.shift(by(place));
            }
        }
        self.stretch();
    }

    /// What stands for spans that are not there spans those that are.
    fn stretch(&mut self) {
        let mut hulls: HashMap<u32, Interval> = HashMap::new();
        let mut whole: Option<Interval> = None;
        for node in &self.nodes {
            if !matches!(node.what, What::Span(_)) {
                continue;
            }
            let with = |hull: Interval| hull.hull(node.time);
            whole = Some(whole.map_or(node.time, with));
            let parent = node
                .parent
                .filter(|parent| matches!(self.nodes[*parent as usize].what, What::Missing(_)));
            if let Some(parent) = parent {
                let hull = hulls.entry(parent).or_insert(node.time);
                *hull = hull.hull(node.time);
            }
        }
        for (at, node) in (0_u32..).zip(&mut self.nodes) {
            node.time = match node.what {
                What::Span(_) => continue,
                What::Missing(_) => hulls.get(&at).copied().unwrap_or(node.time),
                What::Trace => whole.unwrap_or(node.time),
            };
        }
    }
}

/// Gives each span its parent; whoever names a parent that is not there goes below a node
/// that stands for it.
fn attach(spans: &[Span], kept: &Kept, nodes: &mut Vec<Node>) {
    let mut missing: HashMap<SpanId, u32> = HashMap::new();
    for (node, (place, marks)) in kept.spans.iter().enumerate() {
        let span = &spans[*place as usize];
        let own = kept.holders(span.span_id);
        if marks.shared {
            nodes[node].parent = own.and_then(|own| own.shared).map(|shared| shared.0);
            continue;
        }
        let Some(id) = span.parent else { continue };
        nodes[node].parent = Some(match kept.holders(id) {
            Some(holders) => match holders.shared {
                Some((client, server)) if !called_by(spans, kept, span, client, server) => server,
                Some((client, _)) => client,
                None => holders.first,
            },
            None => *missing.entry(id).or_insert_with(|| {
                nodes.push(Node {
                    what: What::Missing(id),
                    parent: None,
                    marks: Marks::default(),
                    time: nodes[node].time,
                });
                nodes.len() as u32 - 1
            }),
        });
    }
}

/// Of two sides that share an id, the client's is the parent: the span is of its service,
/// and not of the server's.
fn called_by(spans: &[Span], kept: &Kept, span: &Span, client: u32, server: u32) -> bool {
    let service = |node: u32| spans[kept.spans[node as usize].0 as usize].service();
    let own = span.service();
    own == service(client) && own != service(server)
}

/// Cuts each circle at its span with the earliest start.
fn cut_cycles(spans: &[Span], nodes: &mut [Node]) {
    const UNSEEN: u32 = u32::MAX;
    let mut seen_from = vec![UNSEEN; nodes.len()];
    for from in 0..nodes.len() as u32 {
        let mut at = from;
        while seen_from[at as usize] == UNSEEN {
            seen_from[at as usize] = from;
            match nodes[at as usize].parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        if seen_from[at as usize] != from || nodes[at as usize].parent.is_none() {
            continue;
        }
        // The walk came back to where it had been: `at` stands on a circle.
        let order = |node: u32| {
            let id = match nodes[node as usize].what {
                What::Span(place) => Some(spans[place as usize].span_id),
                What::Missing(_) | What::Trace => None,
            };
            (nodes[node as usize].time, id, node)
        };
        let mut earliest = at;
        let mut next = nodes[at as usize].parent;
        while let Some(here) = next.filter(|here| *here != at) {
            if order(here) < order(earliest) {
                earliest = here;
            }
            next = nodes[here as usize].parent;
        }
        nodes[earliest as usize].parent = None;
        nodes[earliest as usize].marks.cycle = true;
    }
}

/// Several roots go below a node that stands for the trace.
fn join_roots(nodes: &mut Vec<Node>) {
    let trace = nodes.len() as u32;
    let roots = nodes.iter().filter(|node| node.parent.is_none());
    if roots.count() < 2 {
        return;
    }
    for root in nodes.iter_mut().filter(|node| node.parent.is_none()) {
        root.parent = Some(trace);
    }
    nodes.push(Node {
        what: What::Trace,
        parent: None,
        marks: Marks::default(),
        time: Interval::new(0, 0),
    });
}
