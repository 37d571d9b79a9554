//! Where a traced function gets its parent from.

use crate::callsite::Callsite;
use crate::contract::ContractSource;
use crate::contract::{Kept, SealedContract, TraceContract, lend};
use crate::counters;
use crate::span::declared::Span;
use crate::span::root;

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
pub struct Parent<'a>(Source<'a>);

#[derive(Debug, Clone, Copy)]
enum Source<'a> {
    /// The span that it belongs to should be the one running.
    Open(&'a TraceContract),
    Sealed(&'a SealedContract),
    Root(&'a TraceContract),
}

impl Contract for TraceContract {
    #[inline]
    fn implement_contract_source_instead(&self, _: private::Permission) -> Parent<'_> {
        Parent(Source::Open(self))
    }
}

impl Contract for SealedContract {
    #[inline]
    fn implement_contract_source_instead(&self, _: private::Permission) -> Parent<'_> {
        Parent(Source::Sealed(self))
    }
}

#[diagnostic::do_not_recommend]
impl<S: ContractSource + ?Sized> Contract for S {
    fn implement_contract_source_instead(&self, _: private::Permission) -> Parent<'_> {
        Parent(Source::Sealed(self.sealed()))
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
pub struct Root(Kept);

impl Root {
    /// Begins a trace; the span of `callsite` will be its root.
    pub fn new(callsite: &'static Callsite) -> Self {
        let at = (callsite.file(), callsite.line());
        Root(root::local_root(callsite.name(), callsite.kind(), at))
    }
}

impl Contract for Root {
    fn implement_contract_source_instead(&self, _: private::Permission) -> Parent<'_> {
        Parent(Source::Root(self.0.contract()))
    }
}

impl<'a> Span<'a, 0> {
    /// Starts the span of a traced function that declares no attributes. Not generic, so
    /// that its code is in this crate, and not in each that traces.
    #[inline(never)]
    pub fn start(parent: Parent<'a>, callsite: &'static Callsite) -> Self {
        Self::child_of(parent.contract(callsite), callsite)
    }
}

impl<'a, const W: usize> Span<'a, W> {
    /// Starts the span of a traced function, with room for declared attributes.
    #[inline]
    pub fn start_with_room(parent: Parent<'a>, callsite: &'static Callsite) -> Self {
        Self::child_of(parent.contract(callsite), callsite)
    }
}

impl<'a> Parent<'a> {
    #[inline]
    fn contract(self, callsite: &'static Callsite) -> &'a TraceContract {
        match self.0 {
            Source::Open(contract) => {
                if lend::another_is_current(contract) {
                    // `helper(self.cx)` where `cx` was meant, which no type can tell.
                    counters::stale_parent(callsite, contract.trace_id());
                }
                contract
            }
            Source::Sealed(sealed) => opened(sealed, callsite),
            Source::Root(contract) => contract,
        }
    }
}

/// Out of line: the spans of most functions have an open parent.
#[inline(never)]
fn opened<'a>(sealed: &'a SealedContract, callsite: &'static Callsite) -> &'a TraceContract {
    root::opened(sealed, callsite.name(), callsite.kind())
}
