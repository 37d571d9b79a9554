//! Who is told that a context was lost, where and when it is.

use std::cell::Cell;
use std::sync::OnceLock;

use super::Counter;
use crate::context::TraceId;

type Observer = fn(Counter, Option<TraceId>);

static OBSERVER: OnceLock<Observer> = OnceLock::new();

thread_local! {
    static TELLING: Cell<bool> = const { Cell::new(false) };
}

/// Tells `observer` of each context that is lost, on the thread that loses it, with
/// the trace it was lost from, if that is known: for a test kit, which has to know
/// whose loss it was. Numbers for operators are in [`stats`](crate::stats()).
///
/// It is told of [`Counter::StaleParent`] with the trace that the span was started
/// in, of [`Counter::RootInContext`] with the trace that was current, and of
/// [`Counter::ContextMissing`], [`Counter::MessageWithoutContext`],
/// [`Counter::ContextLostInSdk`] and [`Counter::LogLinesWithoutContext`] without one.
/// What it loses itself it is not told of.
///
/// `false` if the process has an observer already; the first stays.
///
/// ```
/// use trace_runtime::stats::Counter;
/// use trace_runtime::integration::observe_losses;
///
/// fn tell(what: Counter, _: Option<trace_runtime::TraceId>) {
///     assert_eq!(what, Counter::ContextMissing);
///     println!("a context was lost on {:?}", std::thread::current());
/// }
///
/// assert!(observe_losses(tell));
/// assert!(trace_runtime::current().is_err());
/// assert!(!observe_losses(tell));
/// ```
pub fn observe_losses(observer: fn(Counter, Option<TraceId>)) -> bool {
    OBSERVER.set(observer).is_ok()
}

/// On the way of what is wrong, never of a span that is right.
#[cold]
pub(crate) fn tell(what: Counter, trace_id: Option<TraceId>) {
    let Some(observer) = OBSERVER.get() else {
        return;
    };
    TELLING.with(|telling| {
        if !telling.replace(true) {
            let _told = Told(telling);
            observer(what, trace_id);
        }
    });
}

/// Ends the telling, also when the observer panics.
struct Told<'a>(&'a Cell<bool>);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}
