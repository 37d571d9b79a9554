//! The part of a span that is there only when it is recorded.

use std::sync::PoisonError;

use crate::callsite::Callsite;
use crate::clock;
use crate::context::{Identity, SpanId, TraceState};
use crate::contract::{Held, Holder, TraceContract};
use crate::record::{self, Attributes, Contracted, Failure, Late, Outcome, Pending};

/// Holds what the record needs until the span ends.
pub(super) struct Frame<H, Words: ?Sized = [u64]> {
    holder: H,
    record: Pending<Words>,
}

impl<H: Holder, const W: usize> Frame<H, [u64; W]> {
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
            record: Pending::new(callsite),
        }
    }

    /// Records declared attributes: code of the user's, which may panic.
    #[inline]
    pub(super) fn declare(&mut self, attributes: impl FnOnce(&mut Attributes<'_>)) {
        self.record.set_outcome(Outcome::Panicked);
        attributes(&mut self.record.attributes());
        self.record.set_outcome(Outcome::Unfinished);
    }
}

impl<H: Holder, Words: ?Sized> Frame<H, Words> {
    #[inline]
    pub(super) fn contract(&self) -> &TraceContract {
        self.holder.contract()
    }

    #[inline]
    pub(super) fn finish(&self, failure: Option<Failure>) {
        self.record.set_outcome(Outcome::Returned);
        if let Some(failure) = failure {
            self.contract().record_failure(failure);
        }
    }

    /// Puts in what was recorded before the span started.
    pub(super) fn put_late(&mut self, late: Box<Late>) {
        *self.late() = Some(late);
    }

    #[inline]
    fn late(&mut self) -> &mut Option<Box<Late>> {
        let late = self.holder.late_mut().get_mut();
        late.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Frame<Held<'_>> {
    /// The function has returned, with this failure: the last that is said of the span.
    #[inline(never)]
    pub(super) fn fail(&self, parent: &TraceContract, failure: Failure) {
        self.record.set_outcome(Outcome::Returned);
        let contract = self.contract();
        let failed = match contract.has_late() {
            true => Err(failure),
            false => record::end_failed(&self.record, Both { contract, parent }, failure),
        };
        match failed {
            Ok(()) => self.record.set_written(),
            Err(failure) => contract.record_failure(failure),
        }
    }

    /// Writes the record, and frees all that the frame owns. Called once, by the `Drop` of
    /// the guard around: one function for all spans, so that the code of each `#[traced]`
    /// function stays small.
    #[inline(never)]
    pub(super) fn end(&mut self, parent: &TraceContract) {
        if !self.record.is_written() {
            let late = self.late().take();
            let contract = self.contract();
            record::end(&self.record, Both { contract, parent }, late);
        }
        self.record.free();
    }
}

impl<H: Holder> Frame<H> {
    /// Writes the record of a span that was named at run time. Called once, like
    /// [`end`](Self::end).
    pub(super) fn end_named(&mut self, parent: &TraceContract, name: &str) {
        let late = self.late().take();
        end_named(&self.record, self.contract(), parent, late, name);
    }
}

/// One function for all spans that were named at run time.
#[inline(never)]
fn end_named(
    pending: &Pending,
    contract: &TraceContract,
    parent: &TraceContract,
    late: Option<Box<Late>>,
    name: &str,
) {
    record::end_named(pending, Both { contract, parent }, late, name);
}

/// The contract of a span, and of its parent.
#[derive(Clone, Copy)]
struct Both<'a> {
    contract: &'a TraceContract,
    parent: &'a TraceContract,
}

impl Contracted for Both<'_> {
    #[inline]
    fn identity(&self) -> &Identity {
        self.contract.identity()
    }

    #[inline]
    fn parent(&self) -> &Identity {
        self.parent.identity()
    }

    #[inline]
    fn trace_state(&self) -> &TraceState {
        self.contract.trace_state()
    }

    #[inline]
    fn is_unwound(&self) -> bool {
        self.contract.is_unwound()
    }
}
