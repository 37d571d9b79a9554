//! The text of a panic, on the span in which it happened.

use std::panic::{self, PanicHookInfo};
use std::sync::Once;

use crate::contract::TraceContract;
use crate::lend;

/// Puts a hook before the one there is: it adds an `exception` event with the
/// text and the place of the panic to the span that runs on the panicking
/// thread, then calls the other, so that nothing else changes.
///
/// The guard of a span knows that it is being unwound, not why: only a hook
/// sees the text.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let next = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            lend::with_current(|current| {
                if let Some(contract) = current {
                    record(contract, info);
                }
            });
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
