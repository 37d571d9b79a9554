//! The context of OpenTelemetry that is current while one of its spans is made.

use std::cell::Cell;
use std::mem::ManuallyDrop;

use opentelemetry::{Context, ContextGuard};

thread_local! {
    /// Not dropped with the thread, since what it is attached to may be gone by then.
    static ATTACHED: Cell<Option<ManuallyDrop<ContextGuard>>> = const { Cell::new(None) };
}

/// Makes `context` current until [`release`] is called.
pub(super) fn attach(context: Context) {
    ATTACHED.set(Some(ManuallyDrop::new(context.attach())));
}

/// Detaches what was attached for a span. Only the first thing that is done for a span
/// asks for it, so that to do this early, for a span that is made meanwhile, changes
/// nothing; and what a panic of a field's `Debug` left attached goes with the next span.
pub(super) fn release() {
    if let Some(guard) = ATTACHED.take() {
        drop(ManuallyDrop::into_inner(guard));
    }
}
