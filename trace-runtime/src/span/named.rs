//! The guards of spans that are named at run time: those our own functions open.

use super::SpanBuilder;
use super::frame::Frame;
use crate::callsite::{Callsite, SpanKind};
use crate::context::Identity;
use crate::contract::{Held, Holder, TraceContract};
use crate::counters;
use crate::record::Failure;
use crate::value::Key;

/// Borrows its parent, as [`Span`](super::Span) does.
pub(crate) struct NamedSpan<'a> {
    parent: &'a TraceContract,
    named: Option<Named<Held<'a>>>,
}

impl<'a> NamedSpan<'a> {
    pub(crate) fn start(parent: &'a TraceContract, span: SpanBuilder) -> Self {
        let hold = |identity| Held::child_of(parent, identity);
        NamedSpan {
            parent,
            named: Named::start(parent, hold, span),
        }
    }

    #[inline]
    pub(crate) fn contract(&self) -> &TraceContract {
        match &self.named {
            Some(named) => named.frame.contract(),
            None => self.parent,
        }
    }

    pub(crate) fn finish(&self, failure: Option<Failure>) {
        if let Some(named) = &self.named {
            named.frame.finish(failure);
        }
    }
}

impl Drop for NamedSpan<'_> {
    fn drop(&mut self) {
        if let Some(named) = &mut self.named {
            let frame: &mut Frame<_> = &mut named.frame;
            frame.end_named(self.parent, &named.name);
        }
    }
}

/// What there is of the span when it is recorded.
pub(super) struct Named<H> {
    pub(super) name: Key,
    pub(super) frame: Frame<H, [u64; 0]>,
}

impl<H: Holder> Named<H> {
    pub(super) fn start(
        parent: &TraceContract,
        hold: impl FnOnce(Identity) -> H,
        mut span: SpanBuilder,
    ) -> Option<Self> {
        if !parent.is_recording() {
            return None;
        }
        if span.is_none() {
            if span.take_early().is_some() {
                counters::recorded_without_span();
            }
            return None;
        }
        let mut frame = Frame::start(parent, hold, callsite(span.kind));
        if let Some(early) = span.take_early() {
            frame.put_late(early);
        }
        Some(Named {
            name: span.name,
            frame,
        })
    }
}

/// One static for each kind: the record brings its own name.
fn callsite(kind: SpanKind) -> &'static Callsite {
    const fn unnamed(kind: SpanKind) -> Callsite {
        Callsite::new("", kind, module_path!(), "", file!(), line!(), &[])
    }
    static INTERNAL: Callsite = unnamed(SpanKind::Internal);
    static SERVER: Callsite = unnamed(SpanKind::Server);
    static CLIENT: Callsite = unnamed(SpanKind::Client);
    static PRODUCER: Callsite = unnamed(SpanKind::Producer);
    static CONSUMER: Callsite = unnamed(SpanKind::Consumer);
    match kind {
        SpanKind::Internal => &INTERNAL,
        SpanKind::Server => &SERVER,
        SpanKind::Client => &CLIENT,
        SpanKind::Producer => &PRODUCER,
        SpanKind::Consumer => &CONSUMER,
    }
}
