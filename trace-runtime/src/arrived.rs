//! A context that came with a message and has begun nothing yet.

use std::sync::{Arc, OnceLock};

use crate::context::SpanContext;
use crate::contract::TraceContract;
use crate::correlation::CorrelationId;
use crate::counters;
use crate::entry::{self, Trust};
use crate::lend::{Holder, Kept};
use crate::propagation::{Extracted, Injector, Propagators};
use crate::span::SpanBuilder;

/// What was read, and the contract that it became when it was first needed: to read a
/// message decides nothing, draws no id and asks no sampler. Clones share it, as they
/// stand for one context.
#[derive(Clone)]
pub(crate) struct Arrived(Arc<Inner>);

struct Inner {
    read: Extracted,
    begun: OnceLock<Kept>,
}

impl Arrived {
    pub(crate) fn new(read: Extracted) -> Self {
        Arrived(Arc::new(Inner {
            read,
            begun: OnceLock::new(),
        }))
    }

    /// Whether it has ids without deciding anything.
    pub(crate) fn has_ids(&self) -> bool {
        self.0.read.parent.is_some() || self.0.begun.get().is_some()
    }

    /// The caller's span.
    pub(crate) fn span_context(&self) -> Option<&SpanContext> {
        self.0.read.parent.as_ref()
    }

    /// The contract whose children continue what was read, or begin a trace where there
    /// was nothing; `span` is the first of them.
    pub(crate) fn begin(&self, span: &SpanBuilder) -> &Kept {
        if let Some(begun) = self.0.begun.get() {
            return begun;
        }
        if self.0.read.parent.is_none() {
            counters::message_without_context();
        }
        // Not inside of `get_or_init`: the sampler may come back here.
        let mut first = SpanBuilder::named(span.name.clone()).kind(span.kind);
        let root = entry::inbound_root(self.0.read.clone(), Trust::Continue, &mut first);
        self.0.begun.get_or_init(|| root.into_kept())
    }

    pub(crate) fn contract(&self) -> &TraceContract {
        match self.0.begun.get() {
            Some(begun) => begun.contract(),
            None => self.begin(&SpanBuilder::named("")).contract(),
        }
    }

    pub(crate) fn kept(&self) -> &Kept {
        self.begin(&SpanBuilder::named(""))
    }

    /// Writes what was read, as long as nothing has come of it; whether that was so.
    pub(crate) fn forward(&self, propagators: &Propagators, carrier: &mut dyn Injector) -> bool {
        if self.0.begun.get().is_some() {
            return false;
        }
        let Extracted {
            parent,
            baggage,
            correlation_id,
            ..
        } = &self.0.read;
        let of_trace = parent.as_ref().map(SpanContext::trace_id);
        let of_trace = of_trace.map(CorrelationId::from);
        let Some(correlation_id) = correlation_id.or(of_trace) else {
            // There is nothing to forward, but for baggage without a trace.
            return baggage.is_empty();
        };
        propagators.inject(parent.as_ref(), baggage, &correlation_id, carrier);
        true
    }
}
