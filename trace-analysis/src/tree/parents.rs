//! Who stands below whom.

use std::collections::HashMap;

use trace_model::{Resource, Span, SpanId, SpanKind};

use super::duplicates::Kept;
use super::names::{Names, Naming};
use super::row::{Marks, Outcome, What};
use crate::interval::Interval;

/// What becomes a row, before rows are in order. All that is asked of a span again and again
/// is here: the spans themselves are large, and are read once, from first to last.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) what: What,
    /// The id of the span, or of the one that is missing.
    pub(crate) id: Option<SpanId>,
    pub(crate) parent: Option<u32>,
    pub(crate) time: Interval,
    pub(crate) kind: SpanKind,
    pub(crate) outcome: Outcome,
    pub(crate) marks: Marks,
    /// The place of the operation in the names.
    pub(crate) operation: Option<u32>,
    /// The place of the resource in the forest's.
    pub(crate) resource: Option<u32>,
}

/// The spans with their parents: no circles, one root.
pub(crate) struct Forest<'a> {
    pub(crate) nodes: Vec<Node>,
    pub(crate) names: Names,
    pub(crate) resources: Vec<&'a Resource>,
    /// How many spans were left out: they arrived before, equal in everything.
    pub(crate) repeated: u32,
}

impl Node {
    fn of(span: &Span, place: u32, marks: Marks, (operation, resource): (u32, u32)) -> Self {
        Node {
            what: What::Span(place),
            id: Some(span.span_id),
            parent: None,
            time: Interval::new(span.start_unix_nanos, span.end_unix_nanos),
            kind: span.kind,
            outcome: Outcome::from(&span.status),
            marks,
            operation: Some(operation),
            resource: Some(resource),
        }
    }

    /// Stands for spans that are not there; its time is that of those below it.
    fn standing_for(what: What, id: Option<SpanId>) -> Self {
        Node {
            what,
            id,
            parent: None,
            time: Interval::new(0, 0),
            kind: SpanKind::Internal,
            outcome: Outcome::Unset,
            marks: Marks::default(),
            operation: None,
            resource: None,
        }
    }
}

impl<'a> Forest<'a> {
    pub(crate) fn of(spans: &'a [Span]) -> Self {
        let kept = Kept::of(spans);
        let mut naming = Naming::default();
        let mut nodes: Vec<Node> = Vec::with_capacity(kept.spans.len() + 1);
        for (place, marks) in &kept.spans {
            let span = &spans[*place as usize];
            nodes.push(Node::of(span, *place, *marks, naming.name(span)));
        }
        attach(spans, &kept, &mut nodes);
        cut_cycles(&mut nodes);
        join_roots(&mut nodes);
        let (names, resources) = naming.finish();
        let mut forest = Forest {
            nodes,
            names,
            resources,
            repeated: kept.repeated,
        };
        forest.stretch();
        forest
    }

    /// Moves each span by what `by` says of its resource.
    pub(crate) fn shift(&mut self, by: impl Fn(u32) -> i64) {
        for node in &mut self.nodes {
            if let Some(resource) = node.resource {
                node.time = node.time.shift(by(resource));
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
    for (at, (place, marks)) in kept.spans.iter().enumerate() {
        let span = &spans[*place as usize];
        if marks.shared {
            nodes[at].parent = kept.shared(span.span_id).map(|(client, _)| client);
            continue;
        }
        let Some(id) = span.parent else { continue };
        nodes[at].parent = Some(match (kept.shared(id), kept.first(id)) {
            (Some((client, server)), _) => {
                // Work of the client's own service is the client's, all other the server's.
                let service = |node: u32| spans[kept.spans[node as usize].0 as usize].service();
                let own = span.service();
                let is_clients = own == service(client) && own != service(server);
                if is_clients { client } else { server }
            }
            (None, Some(first)) => first,
            (None, None) => *missing.entry(id).or_insert_with(|| {
                nodes.push(Node::standing_for(What::Missing(id), Some(id)));
                nodes.len() as u32 - 1
            }),
        });
    }
}

/// Cuts each circle at its span with the earliest start.
fn cut_cycles(nodes: &mut [Node]) {
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
        let order = |node: u32| (nodes[node as usize].time, nodes[node as usize].id, node);
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
    nodes.push(Node::standing_for(What::Trace, None));
}
