//! The part of a span that is there only when it is recorded.

use std::sync::PoisonError;
use std::thread;

use crate::callsite::Callsite;
use crate::clock;
use crate::contract::{Identity, TraceContract};
use crate::failure::Failure;
use crate::id::SpanId;
use crate::lend::Holder;
use crate::record::{self, AttributeBuffer, Attributes, Ended, Late, Outcome};

/// Holds what the record needs until the span ends, with `W` words of room for
/// the values of declared attributes.
pub(super) struct Frame<H, const W: usize> {
    holder: H,
    callsite: &'static Callsite,
    attributes: AttributeBuffer<W>,
    outcome: Outcome,
}

impl<H: Holder, const W: usize> Frame<H, W> {
    /// `hold` puts the contract of the new span in place.
    #[inline]
    pub(super) fn start(
        parent: &TraceContract,
        hold: impl FnOnce(Identity) -> H,
        callsite: &'static Callsite,
        attributes: impl FnOnce(&mut Attributes<'_>),
    ) -> Self {
        record::started();
        let of_parent = parent.identity();
        let mut frame = Frame {
            holder: hold(Identity {
                trace_id: of_parent.trace_id,
                span_id: SpanId::random(),
                start_ticks: clock::ticks(),
                flags: of_parent.flags.of_child(),
            }),
            callsite,
            attributes: AttributeBuffer::new(),
            outcome: Outcome::Unfinished,
        };
        attributes(&mut frame.attributes.attributes());
        frame
    }

    #[inline]
    pub(super) fn contract(&self) -> &TraceContract {
        self.holder.contract()
    }

    #[inline]
    pub(super) fn finish(&mut self, failure: Option<Failure>) {
        self.outcome = Outcome::Returned;
        if let Some(failure) = failure {
            self.late(|late| failure.record(late));
        }
    }

    #[cold]
    pub(super) fn late(&mut self, write: impl FnOnce(&mut Late)) {
        let late = self.holder.late_mut().get_mut();
        write(late.unwrap_or_else(PoisonError::into_inner).get_or_insert_default());
    }

    /// Writes the record. Called once, by the `Drop` of the guard around.
    #[inline]
    pub(super) fn end(&mut self, parent: &TraceContract, name: Option<&str>) {
        let end_ticks = clock::ticks();
        if matches!(self.outcome, Outcome::Unfinished) && thread::panicking() {
            self.outcome = Outcome::Panicked;
        }
        let late = self.holder.late_mut().get_mut();
        let late = late.unwrap_or_else(PoisonError::into_inner).take();
        let contract = self.holder.contract();
        record::end(Ended {
            callsite: self.callsite,
            name,
            identity: contract.identity(),
            parent: parent.identity(),
            trace_state: contract.trace_state(),
            end_ticks,
            outcome: self.outcome,
            attributes: self.attributes.view(),
            late,
        });
    }
}
