//! What happens at the moment of a panic: its text goes to the span in which it
//! happened, and spans are delivered if the process is about to end. And where
//! panics of the user's code end that are none of the user's business.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;
use std::time::Duration;

use crate::contract::TraceContract;
use crate::id::SpanId;
use crate::lend;
use crate::pipeline;

/// How long the hook flushes if nobody says otherwise. Where a panic unwinds,
/// dropping the pipeline does it, and a service that catches panics goes on.
pub(crate) const FLUSH: Option<Duration> = if cfg!(panic = "abort") {
    Some(Duration::from_secs(1))
} else {
    None
};

/// Puts a hook before the one there is: it adds an `exception` event with the
/// text and the place of the panic to the span that runs on the panicking
/// thread, then calls the other, so that nothing else changes.
///
/// The guard of a span knows that it is being unwound, not why: only a hook
/// sees the text. And with `panic = "abort"` nothing runs after the hooks: so
/// it flushes, for so long at most, before the other hook, which may end the
/// process as well.
///
/// A panic that [`contain`] will catch is none of the span around it: it is in
/// the other hook's hands alone.
pub(crate) fn install(flush: Option<Duration>) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let next = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let contained = contained();
            lend::with_current(|current| {
                if let Some(contract) = current
                    && contained != Contained::Within(Some(contract.span_id()))
                {
                    record(contract, info);
                }
            });
            if let Some(timeout) = flush
                && contained == Contained::No
            {
                // What failed is counted; there is nobody left to tell.
                let _ = pipeline::flush(timeout);
            }
            next(info);
        }));
    });
}

fn record(contract: &TraceContract, info: &PanicHookInfo<'_>) {
    let text = info.payload_as_str().unwrap_or("Box<dyn Any>");
    let message = match info.location() {
        Some(place) => format!("{text} ({}:{})", place.file(), place.line()),
        None => text.to_owned(),
    };
    contract.record_panic(message);
}

/// Whether a thread runs code whose panics stay where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contained {
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

fn contained() -> Contained {
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
    let current = lend::with_current(|current| current.map(TraceContract::span_id));
    let around = CONTAINED.replace(Contained::Within(current));
    let done = catch_unwind(AssertUnwindSafe(work)).map_err(forget).ok();
    CONTAINED.set(around);
    // Not what it was before: coroutines may be here in any order.
    DEPTH.set(DEPTH.get().saturating_sub(1));
    done
}

/// Drops what a panic carried, whose own `Drop` may panic.
fn forget(payload: Box<dyn std::any::Any + Send>) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(again);
    }
}
