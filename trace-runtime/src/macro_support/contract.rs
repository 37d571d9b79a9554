//! Where a traced function gets its parent from.

use crate::callsite::Callsite;
use crate::contract::TraceContract;
use crate::entry;
use crate::lend;
use crate::record::Attributes;
use crate::sealed::SealedContract;
use crate::span::Span;
use crate::stats;

/// What a traced function may take as its contract.
///
/// The method gives no open contract, only something to start a span under.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a trace contract",
    label = "a traced function takes `cx: &TraceContract`",
    note = "a contract may be `&TraceContract`, `SealedContract` or the extractor `Inbound`; one \
            that is kept in a field is named with `#[traced(cx = self.sealed as cx)]`"
)]
pub trait Contract {
    /// What the function's span starts under.
    fn parent(&self) -> Parent<'_>;
}

/// A contract to start a span under, and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Parent<'a> {
    contract: &'a TraceContract,
    /// It was open, so the span that it belongs to should be the one running.
    open: bool,
}

impl<'a> Parent<'a> {
    #[inline]
    fn sealed(contract: &'a SealedContract) -> Self {
        Parent {
            contract: contract.parent(),
            open: false,
        }
    }
}

impl Contract for TraceContract {
    #[inline]
    fn parent(&self) -> Parent<'_> {
        Parent {
            contract: self,
            open: true,
        }
    }
}

impl Contract for SealedContract {
    #[inline]
    fn parent(&self) -> Parent<'_> {
        Parent::sealed(self)
    }
}

impl<C: Contract + ?Sized> Contract for &C {
    #[inline]
    fn parent(&self) -> Parent<'_> {
        (**self).parent()
    }
}

/// The contract of `#[traced(root as cx)]`: a new trace.
#[derive(Debug)]
pub struct Root(SealedContract);

impl Root {
    /// Begins a trace; the span of `callsite` will be its root.
    pub fn new(callsite: &'static Callsite) -> Self {
        Root(entry::local_root(callsite.name(), callsite.kind()))
    }
}

impl Contract for Root {
    fn parent(&self) -> Parent<'_> {
        Parent::sealed(&self.0)
    }
}

impl<'a, const W: usize> Span<'a, W> {
    /// Starts the span of a traced function; `attributes` runs only if it is
    /// recorded.
    #[inline]
    pub fn start(
        parent: Parent<'a>,
        callsite: &'static Callsite,
        attributes: impl FnOnce(&mut Attributes<'_>),
    ) -> Self {
        if parent.open && lend::another_is_current(parent.contract) {
            // `helper(self.cx)` where `cx` was meant, which no type can tell.
            stats::stale_parent(callsite.name());
        }
        Self::child_of(parent.contract, callsite, attributes)
    }
}
