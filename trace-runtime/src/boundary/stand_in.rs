//! What stands for the current span where another library looks for one of its own.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::contain::contain;

/// A span of another library that stands for one of ours.
///
/// A company's SDK may hand work to a thread of its own, and take along what it
/// finds current: not our contract, of which it knows nothing. So while a
/// [`Gated`](crate::Gated) resource is in use, a stand-in is entered, which is what
/// it then finds.
pub trait StandIn: Send + Sync {
    /// Makes it current on this thread, for its own library. If it panics, it is not
    /// left.
    fn enter(&self);

    /// Undoes one [`enter`](Self::enter) of this thread.
    fn leave(&self);
}

/// Makes a stand-in for the span that is current; `None` where nobody would see it.
pub type MakeStandIn = fn() -> Option<Box<dyn StandIn>>;

static MAKE: OnceLock<MakeStandIn> = OnceLock::new();

/// Has a stand-in made for each use of a gated resource. There is one maker in a
/// process: the first.
///
/// ```
/// use trace_runtime::integration::{StandIn, set_stand_in};
/// use trace_runtime::{Gated, run_sync};
///
/// struct Printed;
/// impl StandIn for Printed {
///     fn enter(&self) {
///         println!("enter");
///     }
///     fn leave(&self) {
///         println!("leave");
///     }
/// }
///
/// set_stand_in(|| {
///     trace_runtime::with_current(|span| span.is_some()).then(|| Box::new(Printed) as _)
/// });
/// run_sync("job", |cx| Gated::new(5).call_sync(cx, "five", |_, five| *five));
/// ```
pub fn set_stand_in(make: MakeStandIn) {
    MAKE.get_or_init(|| make);
}

/// What stands for the current span, if anything does: for a client whose library does
/// its work on a thread of its own. What that logs then has the ids of the span.
///
/// ```
/// use trace_runtime::integration::CurrentStandIn;
///
/// trace_runtime::run_sync("job", |_cx| {
///     let stand_in = CurrentStandIn::make();
///     stand_in.enter(|| { /* poll the library's future */ });
/// });
/// ```
#[derive(Default)]
pub struct CurrentStandIn(Option<Box<dyn StandIn>>);

impl CurrentStandIn {
    /// Of the span that is current; nothing where no log is written, which costs nothing.
    pub fn make() -> Self {
        let made = MAKE.get().and_then(|make| contain(make).flatten());
        CurrentStandIn(made)
    }

    /// Runs a part of the work with it, on whatever thread.
    pub fn enter<R>(&self, body: impl FnOnce() -> R) -> R {
        let _entered = self.0.as_deref().and_then(Entered::new);
        body()
    }
}

impl fmt::Debug for CurrentStandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CurrentStandIn")
            .field(&self.0.is_some())
            .finish()
    }
}

struct Entered<'a>(&'a dyn StandIn);

impl<'a> Entered<'a> {
    /// Code of another library, which may use a gated resource in turn and comes
    /// back here: contained, so that it does not for ever.
    fn new(stand_in: &'a dyn StandIn) -> Option<Self> {
        contain(|| stand_in.enter())?;
        Some(Entered(stand_in))
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        // What panicked here, in an unwinding, would end the process.
        let _ = contain(|| self.0.leave());
    }
}

pin_project! {
    /// Enters a stand-in around each poll of a future, and around its drop.
    #[must_use = "futures do nothing unless polled"]
    pub(crate) struct StoodIn<F> {
        stand_in: CurrentStandIn,
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for StoodIn<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.future.is_some() {
                this.stand_in.enter(|| this.future.set(None));
            }
        }
    }
}

impl<F> StoodIn<F> {
    pub(crate) fn new(stand_in: CurrentStandIn, future: F) -> Self {
        StoodIn {
            stand_in,
            future: Some(future),
        }
    }
}

impl<F: Future> Future for StoodIn<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        this.stand_in.enter(|| {
            // `None` once it was ready: no `.await` polls it again.
            let Some(future) = this.future.as_mut().as_pin_mut() else {
                return Poll::Pending;
            };
            let polled = future.poll(task);
            if polled.is_ready() {
                this.future.set(None);
            }
            polled
        })
    }
}
