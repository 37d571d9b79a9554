//! Where a traced function gets its parent from.

use crate::callsite::Callsite;
use crate::contract::TraceContract;
use crate::counters;
use crate::entry;
use crate::integration::ContractSource;
use crate::lend;
use crate::sealed::SealedContract;
use crate::span::Span;

/// What a traced function may take as its contract. Nobody else can implement it:
/// a type of an integration's, such as an extractor, implements [`ContractSource`].
///
/// The method gives no open contract, only something to start a span under.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a trace contract",
    label = "a traced function takes `cx: &TraceContract`",
    note = "a contract may be `&TraceContract`, `SealedContract` or the extractor `Inbound`; one \
            that is kept in a field is named with `#[traced(cx = self.sealed as cx)]`"
)]
pub trait Contract {
    /// What the function's span starts under. So named that rustc offers it to
    /// nobody who looks for a method of another name.
    #[inline]
    fn __traced_parent(&self) -> Parent<'_> {
        self.implement_contract_source_instead(private::Permission)
    }

    /// Asks for a type that cannot be named, so that no other crate can implement
    /// it. Named for whom rustc tells that it is missing.
    fn implement_contract_source_instead(&self, permission: private::Permission) -> Parent<'_>;
}

mod private {
    #[derive(Debug)]
    pub struct Permission;
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
    fn implement_contract_source_instead(&self, _: private::Permission) -> Parent<'_> {
        Parent {
            contract: self,
            open: true,
        }
    }
}

impl Contract for SealedContract {
    #[inline]
    fn implement_contract_source_instead(&self, _: private::Permission) -> Parent<'_> {
        Parent::sealed(self)
    }
}

#[diagnostic::do_not_recommend]
impl<S: ContractSource + ?Sized> Contract for S {
    fn implement_contract_source_instead(&self, _: private::Permission) -> Parent<'_> {
        Parent::sealed(self.sealed())
    }
}

// What an expression after `cx =` gives is a reference more often than not.
#[diagnostic::do_not_recommend]
impl Contract for &TraceContract {
    #[inline]
    fn implement_contract_source_instead(&self, permission: private::Permission) -> Parent<'_> {
        (**self).implement_contract_source_instead(permission)
    }
}

#[diagnostic::do_not_recommend]
impl Contract for &SealedContract {
    #[inline]
    fn implement_contract_source_instead(&self, permission: private::Permission) -> Parent<'_> {
        (**self).implement_contract_source_instead(permission)
    }
}

/// The contract of `#[traced(root as cx)]`: a new trace.
#[derive(Debug)]
pub struct Root(SealedContract);

impl Root {
    /// Begins a trace; the span of `callsite` will be its root.
    pub fn new(callsite: &'static Callsite) -> Self {
        let at = (callsite.file(), callsite.line());
        Root(entry::local_root(callsite.name(), callsite.kind(), at))
    }
}

impl Contract for Root {
    fn implement_contract_source_instead(&self, _: private::Permission) -> Parent<'_> {
        Parent::sealed(&self.0)
    }
}

impl<'a, const W: usize> Span<'a, W> {
    /// Starts the span of a traced function.
    #[inline]
    pub fn start(parent: Parent<'a>, callsite: &'static Callsite) -> Self {
        if parent.open && lend::another_is_current(parent.contract) {
            // `helper(self.cx)` where `cx` was meant, which no type can tell.
            counters::stale_parent(callsite, parent.contract.trace_id());
        }
        Self::child_of(parent.contract, callsite)
    }
}
