use std::collections::BTreeMap;

use fastrand::Rng;
use trace_analysis::{Arrivals, Background, LossClass, Tree, losses};
use trace_model::SpanKind::{Client, Internal, Server};
use trace_model::{SpanId, Trace};

use super::noise::Noise;
use super::tally::Tally;
use crate::scene::ORIGIN;

/// What a store would know after these traces: `late` is the parent that came later.
struct Known<'a> {
    arrivals: &'a BTreeMap<(String, String), (u64, u64)>,
    late: Option<SpanId>,
    since: u64,
}

impl Background for Known<'_> {
    fn arrived_later(&self, parent: SpanId) -> bool {
        self.late == Some(parent)
    }

    fn kept_since(&self) -> u64 {
        self.since
    }

    fn arrivals(&self, service: &str, operation: &str) -> Arrivals {
        let key = (service.to_owned(), operation.to_owned());
        let (all, with_parent) = self.arrivals.get(&key).copied().unwrap_or_default();
        Arrivals {
            all,
            with_parent,
            usual_caller: None,
        }
    }
}

/// A server span below a client span, and a client span below it: what can be lost.
fn pick(trace: &Trace, rng: &mut Rng) -> Option<(usize, usize)> {
    let servers: Vec<usize> = (1..trace.spans.len())
        .filter(|place| trace.spans[*place].kind == Server)
        .collect();
    let server = *rng.choice(&servers)?;
    let id = trace.spans[server].span_id;
    let below = |place: &usize| {
        let span = &trace.spans[*place];
        span.parent == Some(id) && matches!(span.kind, Client | Internal)
    };
    Some((server, (0..trace.spans.len()).find(below)?))
}

/// Of each trace one context is lost, or nothing is, or what is missing is no loss.
#[test]
fn losses_are_told_apart_from_what_is_only_unknown() {
    let traces: Vec<Trace> = (0..500)
        .map(|seed| Noise::filled(&mut Rng::with_seed(seed)))
        .collect();
    let mut arrivals: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for span in traces.iter().flat_map(|trace| &trace.spans) {
        let key = (span.service().to_string(), span.name.to_string());
        let (all, with_parent) = arrivals.entry(key).or_default();
        *all += 1;
        *with_parent += u64::from(span.parent.is_some());
    }
    let mut tally = Tally::default();
    for (seed, mut trace) in (0_u64..).zip(traces) {
        let mut rng = Rng::with_seed(seed);
        let Some((server, below)) = pick(&trace, &mut rng) else {
            continue;
        };
        let mut known = Known {
            arrivals: &arrivals,
            late: None,
            since: ORIGIN - 1,
        };
        let (server_id, caller) = (trace.spans[server].span_id, trace.spans[server].parent);
        let mut planted = None;
        match seed % 5 {
            0 => {
                trace.spans[server].parent = None;
                planted = Some((LossClass::UnexpectedRoot, server_id));
            }
            1 => {
                planted = Some((LossClass::Lost, trace.spans[below].span_id));
                trace.spans.retain(|span| span.span_id != server_id);
            }
            2 => trace.spans.retain(|span| Some(span.span_id) != caller),
            3 => {
                known.late = Some(server_id);
                trace.spans.retain(|span| span.span_id != server_id);
            }
            _ => {}
        }
        let found = losses(&trace, &Tree::of(&trace), &known);
        let found = found.iter().filter(|loss| loss.class.is_loss());
        let tree = Tree::of(&trace);
        let (mut right, mut wrong) = (0, 0);
        for loss in found {
            let span = tree.rows[loss.row as usize].span().unwrap();
            let span = &trace.spans[span as usize];
            let expected = planted.is_some_and(|(class, id)| {
                class == loss.class && (span.span_id == id || span.parent == Some(server_id))
            });
            if expected { right += 1 } else { wrong += 1 }
        }
        tally.count(planted.is_some(), right, wrong);
    }
    tally.demand("context loss", 95, 95);
}
