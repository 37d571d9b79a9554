//! What happens at the moment of a panic: its text goes to the span in which it
//! happened, and spans are delivered if the process is about to end.

use std::panic::{self, PanicHookInfo};
use std::sync::Once;
use std::time::Duration;

use super::flush;
use crate::contain::{self, Contained};
use crate::contract::{TraceContract, lend};

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
/// A panic that [`contain`](contain::contain) will catch is none of the span around it: it is in
/// the other hook's hands alone.
pub(crate) fn install(flush: Option<Duration>) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        contain::remember_span(|| {
            lend::with_current(|current| current.map(TraceContract::span_id))
        });
        let next = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let contained = contain::contained();
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
                let _ = flush::flush(timeout);
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
