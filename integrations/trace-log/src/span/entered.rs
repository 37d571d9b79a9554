//! Which adopted span a thread is in.
//!
//! `tracing` says when one of its spans is entered and left; the contract that
//! is current comes and goes without a word. So each entered span keeps under
//! which contract that happened: it is the innermost of all as long as that
//! contract is the current one, and hidden while a contract within is.

use std::cell::RefCell;

use trace_runtime::SpanId;
use tracing::span::Id;

use crate::ids::Ids;

thread_local! {
    static ENTERED: RefCell<Vec<Entered>> = const { RefCell::new(Vec::new()) };
}

#[derive(Debug, Clone, Copy)]
struct Entered {
    id: u64,
    ids: Ids,
    /// The span of the contract that was current.
    under: Option<SpanId>,
}

/// What a thread is in: ids, and the span of `tracing` whose they are, unless
/// they are those of a contract.
#[derive(Debug, Clone)]
pub(crate) struct Innermost {
    pub(crate) ids: Ids,
    pub(crate) adopted: Option<Id>,
}

// No user code runs while the list is borrowed, so it never is twice. While a
// thread ends it may be gone, and then there are no entered spans.

pub(crate) fn enter(id: &Id, ids: Ids) {
    let entered = Entered {
        id: id.into_u64(),
        ids,
        under: contract().map(|ids| ids.span_id),
    };
    let _ = ENTERED.try_with(|list| list.borrow_mut().push(entered));
}

/// Spans may be left in any order.
pub(crate) fn leave(id: &Id) {
    let _ = ENTERED.try_with(|list| {
        let mut list = list.borrow_mut();
        if let Some(at) = list.iter().rposition(|entered| entered.id == id.into_u64()) {
            list.remove(at);
        }
    });
}

pub(crate) fn innermost() -> Option<Innermost> {
    let contract = contract();
    let under = contract.map(|ids| ids.span_id);
    let entered = ENTERED.try_with(|list| {
        let list = list.borrow();
        list.iter()
            .rev()
            .find(|entered| entered.under == under)
            .copied()
    });
    match entered.ok().flatten() {
        Some(entered) => Some(Innermost {
            ids: entered.ids,
            adopted: Some(Id::from_u64(entered.id)),
        }),
        None => contract.map(|ids| Innermost { ids, adopted: None }),
    }
}

/// The ids of the contract that is current.
pub(crate) fn contract() -> Option<Ids> {
    trace_runtime::with_current(|span| span.map(Ids::from))
}
