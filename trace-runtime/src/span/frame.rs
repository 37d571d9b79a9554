//! The part of a span that is there only when it is recorded.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::callsite::Callsite;
use crate::clock;
use crate::contract::{Identity, TraceContract};
use crate::failure::Failure;
use crate::id::SpanId;
use crate::lend::Holder;
use crate::record::{self, AttributeBuffer, Attributes, Ended, Late, Outcome};

const RETURNED: u8 = Outcome::Returned as u8;
const PANICKED: u8 = Outcome::Panicked as u8;

/// Holds what the record needs until the span ends, with `W` words of room for
/// the values of declared attributes.
pub(super) struct Frame<H, const W: usize> {
    holder: H,
    callsite: &'static Callsite,
    attributes: AttributeBuffer<W>,
    // Set through `&self`, so that the guard is never borrowed as mutable: the
    // compiler would tell a user whose contract escapes of our borrow, not of
    // theirs. Atomic only so that a span that is owned can be shared.
    outcome: AtomicU8,
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
            outcome: AtomicU8::new(Outcome::Unfinished as u8),
        }
    }

    /// Records declared attributes: code of the user's, which may panic.
    #[inline]
    pub(super) fn declare(&mut self, attributes: impl FnOnce(&mut Attributes<'_>)) {
        self.set_outcome(Outcome::Panicked);
        attributes(&mut self.attributes.attributes());
        self.set_outcome(Outcome::Unfinished);
    }

    #[inline]
    pub(super) fn contract(&self) -> &TraceContract {
        self.holder.contract()
    }

    #[inline]
    pub(super) fn finish(&self, failure: Option<Failure>) {
        self.set_outcome(Outcome::Returned);
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

    #[inline]
    fn set_outcome(&self, outcome: Outcome) {
        self.outcome.store(outcome as u8, Ordering::Relaxed);
    }

    #[inline]
    fn outcome(&self) -> Outcome {
        match self.outcome.load(Ordering::Relaxed) {
            RETURNED => Outcome::Returned,
            PANICKED => Outcome::Panicked,
            _ => Outcome::Unfinished,
        }
    }

    /// Writes the record. Called once, by the `Drop` of the guard around.
    #[inline]
    pub(super) fn end(&mut self, parent: &TraceContract, name: Option<&str>) {
        let end_ticks = clock::ticks();
        if self.outcome() == Outcome::Unfinished && self.contract().is_unwound() {
            self.set_outcome(Outcome::Panicked);
        }
        let late = self.holder.late_mut().get_mut();
        let mut late = late.unwrap_or_else(PoisonError::into_inner).take();
        if let Some(late) = &mut late
            && self.outcome() == Outcome::Panicked
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
            outcome: self.outcome(),
            attributes: self.attributes.view(),
            late,
        });
    }
}
