//! The one file with `unsafe`: two pointers whose lifetimes the types cannot show.
//!
//! [`TraceContract`] has no lifetime parameter, so that it can stand in `dyn`
//! traits and in every signature without noise. Yet a child must reach what its
//! trace shares ([`Shared`]) without counting references: a clone and drop of
//! an `Arc` costs as much as a time stamp, three times that when siblings on
//! two cores do it. So a contract holds a plain pointer, [`Lent`], and this
//! file alone can make one.
//!
//! **Why the pointer of a contract is valid whenever somebody can read it.**
//!
//! 1. `Lent` is made in two places. [`Kept::new`] points into the `Arc` that
//!    the same `Kept` owns. [`Held::child_of`] copies the pointer of a parent
//!    that it borrows for `'a`, and the `Held` cannot outlive `'a`.
//! 2. A `TraceContract` never leaves its `Kept` or `Held`: both fields are
//!    private to this file, both give out `&TraceContract` only, bounded by
//!    their own borrow, and nothing gives `&mut TraceContract` or the value, so
//!    that it cannot be moved or swapped out. (`late_mut` gives `&mut` to
//!    one field that holds no pointer.)
//! 3. By induction from `Kept`, the `Arc` is alive as long as any
//!    `&TraceContract` that was derived from it: each link of the chain is
//!    borrowed from the one before. Leaking a `Held` or a `Kept` keeps the
//!    pointee alive for longer, never for less.
//!
//! **Why the current pointer is valid whenever it is read.** [`enter`] sets it
//! from a reference that lives for the whole call and restores the one before
//! on every way out, a panic included. The guard that restores is a local of
//! `enter`; nobody outside can hold or forget it. [`with_current`] lends the
//! contract to a closure for less than the time until the frame of that `enter`
//! is left, since it runs deeper on the same stack.
//! The thread-local is a `Cell` without a destructor, hence still there while
//! the destructors of other thread-locals run.

#![allow(unsafe_code)]

use std::cell::Cell;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::sync::Arc;

use crate::contract::{self, Identity, LateSlot, TraceContract};
use crate::shared::Shared;

/// Points to the [`Shared`] of a trace; see the module's argument.
pub(crate) struct Lent(NonNull<Shared>);

// SAFETY: `Lent` is used as a `&Shared` and as a way to an `Arc<Shared>`; both
// may cross and be shared between threads, as `Shared` is `Send + Sync` (stated
// in `assert_shared` below, so that a new field cannot break it in silence).
unsafe impl Send for Lent {}
// SAFETY: as above.
unsafe impl Sync for Lent {}

const _: () = {
    const fn assert_shared<T: Send + Sync>() {}
    assert_shared::<Shared>();
};

impl Lent {
    fn new(shared: &Arc<Shared>) -> Self {
        // Through `Arc::as_ptr`, not `&**shared`, so that the pointer may be
        // used to count a reference in `to_arc`.
        let pointer = Arc::as_ptr(shared).cast_mut();
        // SAFETY: an `Arc` never points to null.
        Lent(unsafe { NonNull::new_unchecked(pointer) })
    }

    #[inline]
    pub(crate) fn get(&self) -> &Shared {
        // SAFETY: whoever has `&Lent` has it through a `&TraceContract`, during
        // which the `Arc` is alive (1–3 above). Nobody has `&mut Shared`.
        unsafe { self.0.as_ref() }
    }

    pub(crate) fn to_arc(&self) -> Arc<Shared> {
        let pointer = self.0.as_ptr().cast_const();
        // SAFETY: the pointer came from `Arc::as_ptr` of an `Arc` that is alive
        // (as in `get`), so its count is at least one and may be raised; the
        // reference made here owns the one that was added.
        unsafe {
            Arc::increment_strong_count(pointer);
            Arc::from_raw(pointer)
        }
    }
}

/// What keeps a contract in place and lends it.
pub(crate) trait Holder {
    fn contract(&self) -> &TraceContract;
    fn late_mut(&mut self) -> &mut LateSlot;
}

/// A contract that borrows its parent.
pub(crate) struct Held<'a> {
    contract: TraceContract,
    parent: PhantomData<&'a TraceContract>,
}

impl<'a> Held<'a> {
    #[inline]
    pub(crate) fn child_of(parent: &'a TraceContract, identity: Identity) -> Self {
        Held {
            contract: contract::assemble(identity, Lent(parent.lent().0)),
            parent: PhantomData,
        }
    }
}

impl Holder for Held<'_> {
    #[inline]
    fn contract(&self) -> &TraceContract {
        &self.contract
    }

    #[inline]
    fn late_mut(&mut self) -> &mut LateSlot {
        self.contract.late_mut()
    }
}

/// A contract that owns its share of the trace: the root of every chain.
pub(crate) struct Kept {
    contract: TraceContract,
    shared: Arc<Shared>,
}

impl Kept {
    pub(crate) fn new(identity: Identity, shared: Arc<Shared>) -> Self {
        let lent = Lent::new(&shared);
        Kept {
            contract: contract::assemble(identity, lent),
            shared,
        }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

impl Holder for Kept {
    #[inline]
    fn contract(&self) -> &TraceContract {
        &self.contract
    }

    #[inline]
    fn late_mut(&mut self) -> &mut LateSlot {
        self.contract.late_mut()
    }
}

thread_local! {
    static CURRENT: Cell<*const TraceContract> = const { Cell::new(ptr::null()) };
}

/// Restores the contract that was current before.
struct Restore(*const TraceContract);

impl Drop for Restore {
    #[inline]
    fn drop(&mut self) {
        CURRENT.with(|current| current.set(self.0));
    }
}

/// Makes `contract` current on this thread while `body` runs.
#[inline]
pub(crate) fn enter<R>(contract: &TraceContract, body: impl FnOnce() -> R) -> R {
    let before = CURRENT.with(|current| current.replace(ptr::from_ref(contract)));
    let _restore = Restore(before);
    body()
}

/// Lends the current contract, if there is one, to a closure that cannot keep it.
pub(crate) fn with_current<R>(read: impl FnOnce(Option<&TraceContract>) -> R) -> R {
    let current = CURRENT.with(Cell::get);
    // SAFETY: not null only while an `enter` further down this stack borrows
    // the contract; the reference ends with `read`, before that frame does.
    read(unsafe { current.as_ref() })
}

/// Whether a contract other than `contract` is current.
#[inline]
pub(crate) fn another_is_current(contract: &TraceContract) -> bool {
    let current = CURRENT.with(Cell::get);
    !current.is_null() && !ptr::eq(current, contract)
}
