//! What a span keeps for its record while it runs.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use super::attributes::Attributes;
use super::slot::AttributeBuffer;
use crate::callsite::Callsite;

/// How the function of a span was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Outcome {
    /// Not at all: its future was dropped.
    Unfinished,
    /// By returning.
    Returned,
    /// By a panic.
    Panicked,
}

/// What a span keeps for its record while it runs, beside its contract.
pub(crate) struct Pending<Words: ?Sized = [u64]> {
    pub(super) callsite: &'static Callsite,
    // Set through `&self`, so that the guard is never borrowed as mutable: the
    // compiler would tell a user whose contract escapes of our borrow, not of
    // theirs. Atomic only so that a span that is owned can be shared.
    outcome: AtomicU8,
    /// The record has been written.
    written: AtomicBool,
    pub(super) attributes: AttributeBuffer<Words>,
}

impl<const W: usize> Pending<[u64; W]> {
    #[inline]
    pub(crate) const fn new(callsite: &'static Callsite) -> Self {
        Pending {
            callsite,
            outcome: AtomicU8::new(Outcome::Unfinished as u8),
            written: AtomicBool::new(false),
            attributes: AttributeBuffer::new(),
        }
    }

    /// Takes the values of the declared attributes.
    #[inline]
    pub(crate) fn attributes(&mut self) -> Attributes<'_> {
        self.attributes.attributes()
    }
}

impl Pending {
    /// Frees what it owns.
    #[inline]
    pub(crate) fn free(&mut self) {
        self.attributes.free();
    }
}

impl<Words: ?Sized> Pending<Words> {
    #[inline]
    pub(crate) fn set_outcome(&self, outcome: Outcome) {
        self.outcome.store(outcome as u8, Ordering::Relaxed);
    }

    /// The record has been written, before the end of the guard.
    #[inline]
    pub(crate) fn set_written(&self) {
        self.written.store(true, Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn is_written(&self) -> bool {
        self.written.load(Ordering::Relaxed)
    }

    /// How the function was left, as far as was said; `is_unwound` tells whether a panic
    /// went through it where nothing was.
    #[inline]
    pub(super) fn outcome(&self, is_unwound: impl FnOnce() -> bool) -> Outcome {
        const RETURNED: u8 = Outcome::Returned as u8;
        const PANICKED: u8 = Outcome::Panicked as u8;
        match self.outcome.load(Ordering::Relaxed) {
            RETURNED => Outcome::Returned,
            PANICKED => Outcome::Panicked,
            _ if is_unwound() => Outcome::Panicked,
            _ => Outcome::Unfinished,
        }
    }
}
