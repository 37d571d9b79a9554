//! Traces that lost their context on the way, and where.

use std::collections::BTreeMap;
use std::sync::Arc;

use trace_model::{SpanId, SpanKind, Trace};

use crate::tree::{Tree, What};

/// What the store knows beyond the trace.
pub trait Background {
    /// The span `parent` arrived after the trace had settled.
    fn arrived_later(&self, parent: SpanId) -> bool;

    /// Spans that ended before this moment, in nanoseconds since 1970, may be gone: they
    /// are too old, or the store had not begun.
    fn kept_since(&self) -> u64;

    /// How the traces of an operation usually arrive.
    fn arrivals(&self, service: &str, operation: &str) -> Arrivals;
}

/// How the spans of an operation that a service begins with arrive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrivals {
    /// How many arrived.
    pub all: u64,
    /// How many of them had a parent.
    pub with_parent: u64,
    /// The service that calls it most.
    pub usual_caller: Option<Arc<str>>,
}

/// A place at which the context of a trace ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The span without its parent: its row, in [`Tree::rows`].
    pub row: u32,
    /// Why the parent is not there.
    pub class: LossClass,
    /// Where it happened.
    pub edge: Edge,
}

/// A caller and a service that it calls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// The caller, as far as it is known.
    pub from: Option<Arc<str>>,
    /// The service that is called.
    pub to: Arc<str>,
}

/// Why a parent is not there. An unknown parent alone is no evidence of a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossClass {
    /// The parent arrived after the trace had settled.
    Late,
    /// The parent is older than all that is kept.
    Expired,
    /// The parent is in another process, which does not send its spans here.
    RemoteUnknown,
    /// The parent is in the same process, and its span did not arrive: it was dropped, or
    /// the process ended before it was sent.
    Lost,
    /// A span has no parent though nine of ten of its kind have: the context was not passed
    /// on.
    UnexpectedRoot,
}

impl LossClass {
    /// Counts as a loss of context.
    pub fn is_loss(self) -> bool {
        matches!(self, LossClass::Lost | LossClass::UnexpectedRoot)
    }
}

/// From how many arrivals on an operation is known well enough.
const LEAST_ARRIVALS: u64 = 20;

/// All places at which the context of a settled trace ends, in the order of the rows.
pub fn losses(trace: &Trace, tree: &Tree, background: &impl Background) -> Vec<Loss> {
    let mut losses = Vec::new();
    for (row, at) in (0_u32..).zip(&tree.rows) {
        let above = at.parent.map(|parent| tree.rows[parent as usize].what);
        let Some(span) = at.span().map(|span| &trace.spans[span as usize]) else {
            continue;
        };
        let class = match above {
            Some(What::Missing(parent)) => {
                if background.arrived_later(parent) {
                    LossClass::Late
                } else if span.start_unix_nanos < background.kept_since() {
                    LossClass::Expired
                } else if (span.parent_is_remote()).unwrap_or(comes_from_outside(at.kind)) {
                    LossClass::RemoteUnknown
                } else {
                    LossClass::Lost
                }
            }
            None | Some(What::Trace) if span.parent.is_none() && comes_from_outside(at.kind) => {
                let arrivals = background.arrivals(&span.service(), &span.name);
                if !arrivals.usually_have_a_parent() {
                    continue;
                }
                LossClass::UnexpectedRoot
            }
            _ => continue,
        };
        let to = span.service();
        let from = match class {
            LossClass::Lost => Some(to.clone()),
            _ => background.arrivals(&to, &span.name).usual_caller,
        };
        let edge = Edge { from, to };
        losses.push(Loss { row, class, edge });
    }
    losses
}

impl Arrivals {
    /// More than nine of ten have a parent, and enough arrived to say so.
    fn usually_have_a_parent(&self) -> bool {
        let nine_of_ten = u128::from(self.with_parent) * 10 > u128::from(self.all) * 9;
        self.all >= LEAST_ARRIVALS && nine_of_ten
    }
}

fn comes_from_outside(kind: SpanKind) -> bool {
    matches!(kind, SpanKind::Server | SpanKind::Consumer)
}

/// How many settled traces lost their context, and where: added up trace by trace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LossRate {
    /// How many traces were looked at.
    pub settled: u64,
    /// How many of them have at least one loss.
    pub lossy: u64,
    /// How many traces have a place of each class, by edge.
    pub edges: BTreeMap<(Edge, LossClass), u64>,
}

impl LossRate {
    /// Counts one more settled trace.
    pub fn add(&mut self, losses: &[Loss]) {
        self.settled += 1;
        self.lossy += u64::from(losses.iter().any(|loss| loss.class.is_loss()));
        let places = losses.iter().map(|loss| (loss.edge.clone(), loss.class));
        for place in places.collect::<std::collections::BTreeSet<_>>() {
            *self.edges.entry(place).or_default() += 1;
        }
    }

    /// The share of traces that lost their context, between 0 and 1.
    pub fn share(&self) -> f64 {
        if self.settled == 0 {
            return 0.0;
        }
        self.lossy as f64 / self.settled as f64
    }
}
