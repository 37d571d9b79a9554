//! Which span a contract stands for.

use super::id::{SpanId, TraceId};
use super::trace_flags::TraceFlags;

/// The part of a contract that never changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) trace_id: TraceId,
    pub(crate) span_id: SpanId,
    pub(crate) start_ticks: u64,
    pub(crate) flags: Flags,
}

/// W3C trace flags in the low byte, our own above.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flags(u32);

impl Flags {
    /// The span id names no span: children of this contract are root spans.
    const ROOT: u32 = 1 << 8;
    /// The span id is that of a span in another process.
    const REMOTE: u32 = 1 << 9;

    #[inline]
    pub(crate) const fn new(w3c: TraceFlags) -> Self {
        Flags(w3c.to_u8() as u32)
    }

    pub(crate) const fn root(self) -> Self {
        Flags(self.0 | Self::ROOT)
    }

    pub(crate) const fn remote(self) -> Self {
        Flags(self.0 | Self::REMOTE)
    }

    /// The flags of a child span: it has a parent, and the parent is here.
    #[inline]
    pub(crate) const fn of_child(self) -> Self {
        Flags(self.0 & 0xff)
    }

    #[inline]
    pub(crate) const fn is_root(self) -> bool {
        self.0 & Self::ROOT != 0
    }

    #[inline]
    pub(crate) const fn is_remote(self) -> bool {
        self.0 & Self::REMOTE != 0
    }

    #[inline]
    pub(crate) const fn is_sampled(self) -> bool {
        self.0 & TraceFlags::SAMPLED.to_u8() as u32 != 0
    }

    #[inline]
    pub(crate) const fn w3c(self) -> TraceFlags {
        TraceFlags::from_u8(self.0 as u8)
    }
}
