//! The guard that `#[traced]` writes into a function.

use std::mem::ManuallyDrop;

use super::frame::Frame;
use crate::callsite::Callsite;
use crate::contract::{Held, TraceContract};
use crate::record::{Attribute, Attributes, Failure};

/// A span that has started, and ends when this is dropped.
///
/// `W` words of room for the values of declared attributes are part of it, so
/// that a span with none or a few allocates nothing. The function sees only
/// what [`contract`](Span::contract) lends.
pub struct Span<'a, const W: usize> {
    parent: &'a TraceContract,
    /// `None` when the trace is not recorded: the parent's own contract is then
    /// lent on, which costs nothing. `drop` frees what it owns, out of line: each traced
    /// function would have a copy of the code that drops it otherwise.
    frame: ManuallyDrop<Option<Frame<Held<'a>, [u64; W]>>>,
}

impl<'a, const W: usize> Span<'a, W> {
    /// Starts a child of `parent`.
    ///
    /// Each way has a value of its own, so that it is made where it is to lie: one
    /// chosen between the two would be copied, with all the room for attributes.
    #[inline]
    pub(crate) fn child_of(parent: &'a TraceContract, callsite: &'static Callsite) -> Self {
        if !parent.is_recording() {
            let frame = ManuallyDrop::new(None);
            return Span { parent, frame };
        }
        let hold = |identity| Held::child_of(parent, identity);
        let frame = ManuallyDrop::new(Some(Frame::start(parent, hold, callsite)));
        Span { parent, frame }
    }

    /// Records the declared attributes; `attributes` runs only if the span is
    /// recorded. The guard is there by now, so that a panic of theirs ends it.
    #[inline]
    pub fn declare(&mut self, attributes: impl FnOnce(&mut Attributes<'_>)) {
        if let Some(frame) = &mut *self.frame {
            frame.declare(attributes);
        }
    }

    /// The contract of this span, or the parent's if nothing is recorded.
    #[inline]
    pub fn contract(&self) -> &TraceContract {
        match &*self.frame {
            Some(frame) => frame.contract(),
            None => self.parent,
        }
    }

    /// The function has returned.
    #[inline]
    pub fn finish(&self) {
        if let Some(frame) = &*self.frame {
            frame.finish(None);
        }
    }

    /// An error that the function returns, where it is to be described: not if the span is
    /// not recorded.
    #[inline]
    pub fn error<'e, E: ?Sized>(&self, error: Option<&'e E>) -> Option<&'e E> {
        error.filter(|_| self.frame.is_some())
    }

    /// The function has returned, with this failure: the last that is said of the span but
    /// for [`finish`](Self::finish).
    #[cold]
    pub fn fail(&self, failure: Failure) {
        if let Some(frame) = &*self.frame {
            let frame: &Frame<Held<'_>> = frame;
            frame.fail(self.parent, failure);
        }
    }

    /// Records what the function returned, under the key `return`.
    pub fn record_return(&self, value: Option<impl Attribute>) {
        if let Some(frame) = &*self.frame
            && let Some(value) = value
        {
            frame.contract().set_attribute("return", value);
        }
    }
}

impl<const W: usize> Drop for Span<'_, W> {
    #[inline]
    fn drop(&mut self) {
        if let Some(frame) = &mut *self.frame {
            let frame: &mut Frame<Held<'_>> = frame;
            frame.end(self.parent);
        }
    }
}
