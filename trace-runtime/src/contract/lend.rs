//! The one file with `unsafe`: two pointers whose lifetimes the types cannot show.
//!
//! [`TraceContract`] has no lifetime parameter, so that it can stand in `dyn`
//! traits and in every signature without noise. Yet a child must reach what its
//! trace shares ([`Shared`]) without counting references: a clone and drop of
//! an `Arc` costs as much as a time stamp, three times that when siblings on
//! two cores do it. So a contract holds a plain pointer, [`Lent`], and this
//! file alone can make either.
//!
//! **Why the pointer of a contract is valid whenever somebody can read it.**
//!
//! 1. `Lent` is made in two places. [`Kept::new`] points into the `Arc` that
//!    the same `Kept` owns, or to a static where a trace shares nothing.
//!    [`Held::child_of`] copies the pointer of a parent that it borrows for `'a`,
//!    and the `Held` cannot outlive `'a`.
//! 2. A `TraceContract` never leaves its `Kept` or `Held`: all its fields are
//!    private to this file, which gives out `&TraceContract` only, bounded by
//!    the borrow of what holds it, and never `&mut TraceContract` or the value,
//!    so that it cannot be moved or swapped out. (`late_mut` gives `&mut` to
//!    one field that holds no pointer.)
//! 3. By induction from `Kept`, the `Arc` is alive as long as any
//!    `&TraceContract` that was derived from it: each link of the chain is
//!    borrowed from the one before. Leaking a `Held` or a `Kept` keeps the
//!    pointee alive for longer, never for less.
//!
//! **Why the current pointer is valid whenever it is read.** Each [`enter`] puts
//! an [`Entered`] on its own stack into a list of the thread, and takes it out on
//! every way out, a panic included; nobody outside can hold or forget the guard
//! that does so. [`Dropping`] does the same in a future that is being dropped, which stays
//! in place until it has left. So whatever is in the list is in a frame that is alive, and the
//! contract it names is borrowed by that frame. Taking out does not assume that
//! the newest leaves first: coroutines with stacks of their own may leave in any
//! order. Two things are assumed, as `docs/limits.md` says: that a stack does not
//! change threads while it is entered, as everything assumes that uses thread-locals,
//! and that its memory is not used for something else while it is: whoever forgets a
//! coroutine must leave its stack alone.
//!
//! **Why no code of the user's runs while a frame of the list is read.** The frame may
//! lie on the stack of a coroutine, and such code could resume or drop that one. So
//! [`with_current`] is for closures of this crate alone, which copy what they need or
//! count a reference, and return. What users call, `trace_runtime::with_current`, runs
//! their closure afterwards.

#![allow(unsafe_code)]

use std::cell::Cell;
use std::marker::PhantomData;
use std::mem;
use std::pin::Pin;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::thread;

use pin_project_lite::pin_project;

use super::shared::Shared;
use crate::context::Identity;
use crate::record::Late;

/// Proof that the code holding it runs inside a span of a trace.
///
/// A contract is only ever seen as `&TraceContract`. It cannot be made, cloned,
/// defaulted, deserialized or taken by value, so a function that asks for one
/// can only be called from inside a trace, and the borrow cannot leave the
/// span: `tokio::spawn(async move { leaf(cx).await })` does not compile.
/// What may be kept is the [`SealedContract`](crate::SealedContract) that
/// [`seal`](Self::seal) gives.
///
/// It identifies the span and records onto it. It has no `end`: a span ends
/// when its function returns, fails, panics or is dropped.
///
/// Recording never fails and never blocks; on a span that is not recorded
/// ([`is_recording`](Self::is_recording)) it does nothing.
///
/// ```
/// use trace_runtime::{TraceContract, traced};
///
/// #[traced]
/// fn price(cx: &TraceContract, cents: u64) -> u64 {
///     cx.set_attribute("price.cents", cents);
///     cents
/// }
///
/// let cents = trace_runtime::run_sync("quote", |cx| price(cx, 1250));
/// assert_eq!(cents, 1250);
/// ```
pub struct TraceContract {
    identity: Identity,
    lent: Lent,
    late: LateSlot,
    /// A panic went through this span.
    unwound: AtomicBool,
    /// The span is around something that was made under another contract, and whose
    /// children are that one's.
    adopts: AtomicBool,
    /// The contract stands for a span that is somewhere else, and has no record of its own.
    sealed: AtomicBool,
}

/// What was recorded at run time, made when the first such thing arrives.
pub(crate) type LateSlot = Mutex<Option<Box<Late>>>;

/// A free function: the compiler offers associated ones to whoever tries a literal.
#[inline]
fn assemble(identity: Identity, lent: Lent) -> TraceContract {
    TraceContract {
        identity,
        lent,
        late: Mutex::new(None),
        unwound: AtomicBool::new(false),
        adopts: AtomicBool::new(false),
        sealed: AtomicBool::new(false),
    }
}

impl TraceContract {
    #[inline]
    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    #[inline]
    pub(crate) fn shared(&self) -> &Shared {
        self.lent.get()
    }

    /// Counts a reference to what the trace has in common, if there is anything.
    pub(crate) fn shared_arc(&self) -> Option<Arc<Shared>> {
        self.lent.to_arc()
    }

    #[inline]
    pub(crate) fn late(&self) -> &LateSlot {
        &self.late
    }

    #[cold]
    pub(crate) fn mark_unwound(&self) {
        self.unwound.store(true, Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn is_unwound(&self) -> bool {
        self.unwound.load(Ordering::Relaxed)
    }

    pub(crate) fn set_adopts(&self) {
        self.adopts.store(true, Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn adopts(&self) -> bool {
        self.adopts.load(Ordering::Relaxed)
    }

    pub(crate) fn is_sealed(&self) -> bool {
        self.sealed.load(Ordering::Relaxed)
    }
}

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

/// What a trace has in common that shares nothing. One address, by which it is told.
static NOTHING: Shared = Shared::NOTHING;

impl Lent {
    #[inline]
    fn new(shared: Option<&Arc<Shared>>) -> Self {
        let Some(shared) = shared else {
            return Lent(NonNull::from(&NOTHING));
        };
        // Through `Arc::as_ptr`, not `&**shared`, so that the pointer may be
        // used to count a reference in `to_arc`.
        let pointer = Arc::as_ptr(shared).cast_mut();
        // SAFETY: an `Arc` never points to null.
        Lent(unsafe { NonNull::new_unchecked(pointer) })
    }

    #[inline]
    pub(crate) fn get(&self) -> &Shared {
        // SAFETY: whoever has `&Lent` has it through a `&TraceContract`, during
        // which the `Arc` is alive (1–3 above), or it points to a static. Nobody
        // has `&mut Shared`.
        unsafe { self.0.as_ref() }
    }

    #[inline]
    pub(crate) fn to_arc(&self) -> Option<Arc<Shared>> {
        let pointer = self.0.as_ptr().cast_const();
        if ptr::eq(pointer, &NOTHING) {
            return None;
        }
        // SAFETY: the pointer is not that of the static, so it came from
        // `Arc::as_ptr` of an `Arc` that is alive (as in `get`): its count is at
        // least one and may be raised; the reference made here owns the one that
        // was added.
        unsafe {
            Arc::increment_strong_count(pointer);
            Some(Arc::from_raw(pointer))
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
            contract: assemble(identity, Lent(parent.lent.0)),
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
        &mut self.contract.late
    }
}

/// A contract that owns its share of the trace: the root of every chain.
pub(crate) struct Kept {
    contract: TraceContract,
    /// Nothing, as for most traces that begin here.
    shared: Option<Arc<Shared>>,
}

impl Kept {
    #[inline]
    pub(crate) fn new(identity: Identity, shared: Option<Arc<Shared>>) -> Self {
        let lent = Lent::new(shared.as_ref());
        Kept {
            contract: assemble(identity, lent),
            shared,
        }
    }

    /// One that stands for `contract`, and outlives it. Costs one reference count, if there
    /// is anything to share.
    pub(crate) fn of(contract: &TraceContract) -> Self {
        Kept::without_record(contract.identity, contract.shared_arc())
    }

    /// One that stands for a span which is somewhere else, or is yet to start.
    pub(crate) fn without_record(identity: Identity, shared: Option<Arc<Shared>>) -> Self {
        let kept = Kept::new(identity, shared);
        kept.contract.sealed.store(true, Ordering::Relaxed);
        kept
    }

    #[inline]
    pub(crate) fn contract(&self) -> &TraceContract {
        &self.contract
    }

    pub(crate) fn shared(&self) -> &Option<Arc<Shared>> {
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
        &mut self.contract.late
    }
}

/// One [`enter`] that has not been left: on its stack, linked to the one before.
struct Entered<'a> {
    contract: &'a TraceContract,
    before: Cell<Newest>,
}

/// The lifetime is a placeholder: what is in the list is read for as long as its
/// frame is alive, which is shorter.
type Newest = *const Entered<'static>;

thread_local! {
    // Without a destructor, so that it is there as long as the thread is.
    static NEWEST: Cell<Newest> = const { Cell::new(ptr::null()) };
}

impl Entered<'_> {
    #[inline]
    fn address(&self) -> Newest {
        ptr::from_ref(self).cast()
    }

    /// Puts it into the list, which has its address from here on.
    #[inline]
    fn put(&self) {
        NEWEST.set(self.address());
    }

    /// Takes it out of the list.
    #[inline]
    fn leave(&self) {
        let newest = NEWEST.get();
        if ptr::eq(newest, self.address()) {
            NEWEST.set(self.before.get());
        } else {
            unlink(newest, self);
        }
    }

    /// A panic goes through.
    #[cold]
    #[inline(never)]
    fn unwind(&self) {
        self.contract.mark_unwound();
        self.leave();
    }
}

/// Leaves when a panic goes through. Every poll passes here: on the way out that
/// returns it is forgotten, so that there it needs neither a flag nor memory.
struct Unwinding<'a>(&'a Entered<'a>);

impl Drop for Unwinding<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.unwind();
    }
}

/// Another stack of this thread, a coroutine's, entered later and has not left.
#[cold]
#[inline(never)]
fn unlink(mut at: Newest, entered: &Entered<'_>) {
    // SAFETY: what is in the list has not left, so its stack frame is alive.
    while let Some(frame) = unsafe { at.as_ref() } {
        at = frame.before.get();
        if ptr::eq(at, entered.address()) {
            frame.before.set(entered.before.get());
            return;
        }
    }
}

/// Makes `contract` current on this thread while `body` runs.
#[inline]
pub(crate) fn enter<R>(contract: &TraceContract, body: impl FnOnce() -> R) -> R {
    // Never moved from here on: the list has its address.
    let entered = Entered {
        contract,
        before: Cell::new(NEWEST.get()),
    };
    let unwinding = Unwinding(&entered);
    entered.put();
    let result = body();
    mem::forget(unwinding);
    entered.leave();
    result
}

#[inline]
fn newest<R>(read: impl FnOnce(Option<&Entered<'_>>) -> R) -> R {
    // SAFETY: not null only while the `enter` that put it there has not been
    // left; it takes itself out before its frame dies.
    read(unsafe { NEWEST.get().as_ref() })
}

/// Lends the current contract, if there is one, to a closure of ours that cannot
/// keep it. It must run no code of the user's: see the head of this file.
pub(crate) fn with_current<R>(read: impl FnOnce(Option<&TraceContract>) -> R) -> R {
    // `enter` borrows the contract for as long as its frame is in the list; the
    // reference ends with `read`, which runs inside of it.
    newest(|entered| read(entered.map(|entered| entered.contract)))
}

/// Whether a contract other than `contract` is current, where it should not be.
#[inline]
pub(crate) fn another_is_current(contract: &TraceContract) -> bool {
    newest(|entered| {
        entered.is_some_and(|entered| {
            !ptr::eq(entered.contract, contract) && !entered.contract.adopts()
        })
    })
}

pin_project! {
    /// Awaits the body of a traced async function: makes a contract current whenever the
    /// future inside is polled, and while it is dropped, so that the destructors of a
    /// cancelled future see the right one.
    ///
    /// It is for an async block that is awaited on the spot: nothing is left in one that was
    /// ready, and nobody polls it again. Without an `Option` around it, as one that is written by hand would need:
    /// each traced function has a copy of this code, and what the compiler need not take
    /// apart makes much of the difference in a release build.
    ///
    /// A struct and not an `async fn`: a future handed to a generic `async fn` is stored
    /// twice, so that each level of nesting would double its size.
    #[must_use = "futures do nothing unless polled"]
    pub struct Instrument<'a, F> {
        #[pin]
        future: F,
        // Behind the future, so that it is dropped after it.
        dropping: Dropping<'a>,
    }

    impl<F> PinnedDrop for Instrument<'_, F> {
        #[inline]
        fn drop(this: Pin<&mut Self>) {
            let dropping = this.project().dropping;
            if dropping.is_needed {
                dropping.enter();
            }
        }
    }
}

impl<'a, F> Instrument<'a, F> {
    /// Wraps `future` with the contract of the span that it runs in.
    #[inline]
    pub fn new(contract: &'a TraceContract, future: F) -> Self {
        let before = Cell::new(ptr::null());
        Instrument {
            future,
            dropping: Dropping {
                entered: Entered { contract, before },
                is_needed: true,
                is_unwinding: false,
            },
        }
    }
}

impl<F: Future> Future for Instrument<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let future = this.future;
        match enter(this.dropping.entered.contract, || future.poll(task)) {
            Poll::Ready(value) => {
                this.dropping.is_needed = false;
                Poll::Ready(value)
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

/// An [`enter`] around the drop of the field before this one. It has no stack frame, but
/// lies in the [`Instrument`] that is dropped, which stays where it is until its last
/// field, this one, has been dropped and has taken itself out of the list: on every way
/// out, as a panic of the future's drops the fields behind it all the same.
struct Dropping<'a> {
    entered: Entered<'a>,
    /// There may be something in the future.
    is_needed: bool,
    /// A panic was on its way before. One more would end the process.
    is_unwinding: bool,
}

// SAFETY: the pointer in `entered` is null and nobody looks at it until the drop, which is
// on one thread from beginning to end; beside it there is a `&TraceContract`, and that is
// `Send` and `Sync`.
unsafe impl Send for Dropping<'_> {}
// SAFETY: as above: what has a shared reference reads no more than the contract.
unsafe impl Sync for Dropping<'_> {}

impl Dropping<'_> {
    /// Called by the `Drop` of the [`Instrument`] around, and by nothing else.
    #[inline(never)]
    fn enter(&mut self) {
        self.is_unwinding = thread::panicking();
        self.entered.before.set(NEWEST.get());
        self.entered.put();
    }

    #[inline(never)]
    fn leave(&mut self) {
        if thread::panicking() && !self.is_unwinding {
            self.entered.contract.mark_unwound();
        }
        self.entered.leave();
    }
}

impl Drop for Dropping<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.is_needed {
            self.leave();
        }
    }
}
