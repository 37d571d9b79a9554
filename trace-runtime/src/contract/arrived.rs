//! A context that came with a message and has begun nothing yet.

use std::sync::{Arc, OnceLock};

use super::lend::Kept;
use crate::context::{CorrelationId, SpanContext, TraceId};
use crate::propagation::{Extracted, Injector, Propagators};

/// What was read, and the contract that it became when the first span was opened under
/// it: to read a message decides nothing and asks no sampler. Clones share it, as they
/// stand for one context.
#[derive(Clone)]
pub(crate) struct Arrived(Arc<Inner>);

struct Inner {
    read: Extracted,
    ids: OnceLock<Ids>,
    begun: OnceLock<Kept>,
}

/// By what it is called: what was read, or what was drawn when somebody asked.
#[derive(Clone, Copy)]
pub(crate) struct Ids {
    pub(crate) trace_id: TraceId,
    pub(crate) correlation_id: CorrelationId,
}

impl Arrived {
    pub(crate) fn new(read: Extracted) -> Self {
        Arrived(Arc::new(Inner {
            read,
            ids: OnceLock::new(),
            begun: OnceLock::new(),
        }))
    }

    /// What came.
    pub(crate) fn read(&self) -> &Extracted {
        &self.0.read
    }

    /// The caller's span.
    pub(crate) fn span_context(&self) -> Option<&SpanContext> {
        self.0.read.parent.as_ref()
    }

    pub(crate) fn ids(&self) -> &Ids {
        self.0.ids.get_or_init(|| {
            let trace_id = self
                .span_context()
                .map_or_else(TraceId::random, SpanContext::trace_id);
            Ids {
                trace_id,
                correlation_id: self
                    .0
                    .read
                    .correlation_id
                    .unwrap_or_else(|| CorrelationId::from(trace_id)),
            }
        })
    }

    /// Whether it has ids without drawing them.
    pub(crate) fn has_ids(&self) -> bool {
        self.span_context().is_some() || self.0.ids.get().is_some()
    }

    /// The contract that it has become, if something was opened under it.
    pub(crate) fn begun(&self) -> Option<&Kept> {
        self.0.begun.get()
    }

    /// The contract whose children continue what was read, made by `begin` if this is
    /// the first that is asked for.
    pub(crate) fn begun_by(&self, begin: impl FnOnce(&Self) -> Kept) -> &Kept {
        if let Some(begun) = self.begun() {
            return begun;
        }
        // Not inside of `get_or_init`: the sampler may come back here.
        let root = begin(self);
        self.0.begun.get_or_init(|| root)
    }

    /// Writes what was read. An id that was drawn goes along: somebody has seen it.
    pub(crate) fn forward(&self, propagators: &Propagators, carrier: &mut dyn Injector) {
        let Extracted {
            parent, baggage, ..
        } = self.read();
        let is_named = self.has_ids() || self.read().correlation_id.is_some();
        if !is_named && baggage.is_empty() {
            return; // there is nothing to forward
        }
        let correlation_id = &self.ids().correlation_id;
        propagators.inject(parent.as_ref(), baggage, correlation_id, carrier);
    }
}
