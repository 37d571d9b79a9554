//! The part of a span that is there only when it is recorded.

use std::cell::Cell;
use std::sync::PoisonError;

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
    // Set through `&self`, so that the guard is never borrowed as mutable: the
    // compiler would tell a user whose contract escapes of our borrow, not of
    // theirs.
    outcome: Cell<Outcome>,
}

impl<H: Holder, const W: usize> Frame<H, W> {
    /// `hold` puts the contract of the new span in place.
    #[inline]
    pub(super) fn start(
        parent: &TraceContract,
        hold: impl FnOnce(Identity) -> H,
        callsite: &'static Callsite,
    ) -> Self {
        record::started();
        let of_parent = parent.identity();
        Frame {
            holder: hold(Identity {
                trace_id: of_parent.trace_id,
                span_id: SpanId::random(),
                start_ticks: clock::ticks(),
                flags: of_parent.flags.of_child(),
            }),
            callsite,
            attributes: AttributeBuffer::new(),
            outcome: Cell::new(Outcome::Unfinished),
        }
    }

    /// Records declared attributes: code of the user's, which may panic.
    #[inline]
    pub(super) fn declare(&mut self, attributes: impl FnOnce(&mut Attributes<'_>)) {
        self.outcome.set(Outcome::Panicked);
        attributes(&mut self.attributes.attributes());
        self.outcome.set(Outcome::Unfinished);
    }

    #[inline]
    pub(super) fn contract(&self) -> &TraceContract {
        self.holder.contract()
    }

    #[inline]
    pub(super) fn finish(&self, failure: Option<Failure>) {
        self.outcome.set(Outcome::Returned);
        if let Some(failure) = failure {
            self.contract().record_failure(failure);
        }
    }

    #[cold]
    pub(super) fn late(&mut self, write: impl FnOnce(&mut Late)) {
        let late = self.holder.late_mut().get_mut();
        write(
            late.unwrap_or_else(PoisonError::into_inner)
                .get_or_insert_default(),
        );
    }

    /// Writes the record. Called once, by the `Drop` of the guard around.
    #[inline]
    pub(super) fn end(&mut self, parent: &TraceContract, name: Option<&str>) {
        let end_ticks = clock::ticks();
        if self.outcome.get() == Outcome::Unfinished && self.contract().is_unwound() {
            self.outcome.set(Outcome::Panicked);
        }
        let late = self.holder.late_mut().get_mut();
        let mut late = late.unwrap_or_else(PoisonError::into_inner).take();
        if let Some(late) = &mut late
            && self.outcome.get() == Outcome::Panicked
        {
            late.unwound();
        }
        let contract = self.holder.contract();
        record::end(Ended {
            callsite: self.callsite,
            name,
            identity: contract.identity(),
            parent: parent.identity(),
            trace_state: contract.trace_state(),
            end_ticks,
            outcome: self.outcome.get(),
            attributes: self.attributes.view(),
            late,
        });
    }
}
