//! Where panics of the user's code end that are none of the user's business.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use crate::context::SpanId;

/// Whether a thread runs code whose panics stay where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contained {
    No,
    /// With the span that was current around it. Spans that such code opens by
    /// itself are left by its panic, and say so.
    Within(Option<SpanId>),
}

/// So many callbacks of the user's may run inside of each other on one thread. Few,
/// as each may come back more than once.
const DEEPEST: u8 = 4;

thread_local! {
    static DEPTH: Cell<u8> = const { Cell::new(0) };
    static CONTAINED: Cell<Contained> = const { Cell::new(Contained::No) };
}

/// Tells which span is current. Set by the panic hook, which is the only one to ask
/// what is contained: spans lie above this file.
static CURRENT_SPAN: OnceLock<fn() -> Option<SpanId>> = OnceLock::new();

/// From now on, what is contained is remembered with the span that `current` names.
pub(crate) fn remember_span(current: fn() -> Option<SpanId>) {
    // The first stays; there is one hook.
    let _ = CURRENT_SPAN.set(current);
}

/// What this thread runs at the moment.
pub(crate) fn contained() -> Contained {
    match cfg!(panic = "abort") {
        true => Contained::No, // nothing can be
        false => CONTAINED.get(),
    }
}

/// Runs code of the user's that has no business to panic where it runs, such as
/// a `Debug` in a log line or a callback: what `work` returns; `None` if it
/// panics.
///
/// Such a panic leaves no trace on the current span, which goes on. The hook that
/// the user has set sees it. What it threw is dropped, which may panic in turn.
/// With `panic = "abort"` nothing is contained.
///
/// Such code may come back here, a `Display` that opens a span which fails with the
/// same error, for one. Where four of them are under way, the next is taken
/// for one that never ends: it is not run, as if it had panicked.
///
/// ```
/// use trace_runtime::integration::contain;
///
/// assert_eq!(contain(|| 5), Some(5));
/// assert_eq!(contain(|| -> u32 { panic!("within a callback") }), None);
/// ```
pub fn contain<T>(work: impl FnOnce() -> T) -> Option<T> {
    let depth = DEPTH.get();
    if depth >= DEEPEST {
        return None;
    }
    DEPTH.set(depth + 1);
    let current = CURRENT_SPAN.get().and_then(|current| current());
    let around = CONTAINED.replace(Contained::Within(current));
    let done = catch_unwind(AssertUnwindSafe(work)).map_err(forget).ok();
    CONTAINED.set(around);
    // Not what it was before: coroutines may be here in any order.
    DEPTH.set(DEPTH.get().saturating_sub(1));
    done
}

/// Drops what a panic carried, whose own `Drop` may panic.
fn forget(payload: Box<dyn Any + Send>) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(again);
    }
}
