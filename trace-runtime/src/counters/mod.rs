//! What is counted besides spans that are delivered: why spans are dropped, and what is
//! wrong with a context. Everybody counts here; the report over it is `pipeline/stats.rs`.

mod callbacks;
mod contexts;
mod counter;
mod drop_reason;
mod losses;
mod names;
mod place;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::callsite::Callsite;
use crate::context::TraceId;
use crate::operator::tell;

pub use callbacks::CallbackCount;
pub(crate) use callbacks::{callbacks, called_back};
pub(crate) use contexts::contexts;
pub use contexts::{ContextCount, expect_context};
pub use counter::Counter;
pub use drop_reason::DropReason;
pub use losses::observe_losses;
pub use place::ContextPlace;

/// An enum whose variants have a row of facts each: none is without its row, and the
/// list of all of them is complete.
macro_rules! table {
    (
        $(#[$of_enum:meta])*
        pub enum $Enum:ident: $Row:ty {
            $($(#[$of_variant:meta])* $Variant:ident = $row:expr,)*
        }
    ) => {
        $(#[$of_enum])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(usize)]
        #[non_exhaustive]
        pub enum $Enum {
            $($(#[$of_variant])* $Variant,)*
        }

        impl $Enum {
            pub(crate) const COUNT: usize = [$($Enum::$Variant),*].len();

            /// All variants, in the order of their numbers.
            pub const ALL: [$Enum; $Enum::COUNT] = [$($Enum::$Variant),*];

            const fn row(self) -> $Row {
                match self {
                    $($Enum::$Variant => $row,)*
                }
            }
        }
    };
}
use table;

static COUNTERS: [AtomicU64; Counter::COUNT] = [const { AtomicU64::new(0) }; Counter::COUNT];

/// Work of `spawn_after` whose time has not come.
pub(crate) static PENDING_TIMERS: AtomicU64 = AtomicU64::new(0);

/// Counts one; for integrations. Contexts that were expected are counted by
/// [`expect_context`](crate::integration::expect_context), by place.
#[inline]
pub fn count(counter: Counter) {
    add(counter, 1);
}

#[inline]
fn add(counter: Counter, by: u64) {
    COUNTERS[counter as usize].fetch_add(by, Ordering::Relaxed);
}

#[cold]
pub(crate) fn stale_parent(callsite: &Callsite, trace_id: TraceId) {
    count(Counter::StaleParent);
    losses::tell(Counter::StaleParent, Some(trace_id));
    warn(|| {
        let (span, file, line) = (callsite.name(), callsite.file(), callsite.line());
        format!(
            "span `{span}`, of the function at {file}:{line}, was started under a contract that \
             is not the current one: was an outer contract passed to it where `cx` was meant?"
        )
    });
}

#[cold]
pub(crate) fn root_in_context(span: &str, (file, line): (&str, u32), current: TraceId) {
    count(Counter::RootInContext);
    expect_context(ContextPlace::Root, false);
    losses::tell(Counter::RootInContext, Some(current));
    warn(|| {
        format!(
            "trace `{span}` was begun at {file}:{line} where a span is current: pass its contract \
             on, or name the span with `linked_trace` if it is meant to stand alone"
        )
    });
}

#[cold]
pub(crate) fn trace_in_sampler() {
    count(Counter::TraceInSampler);
}

#[cold]
pub(crate) fn recorded_without_span() {
    count(Counter::RecordedWithoutSpan);
    warn(|| {
        "something was recorded on the contract of a closure that has no span: name the span \
         instead of `no_span()`, or record it in the traced function that the closure calls"
            .to_owned()
    });
}

#[cold]
pub(crate) fn attribute_panicked() {
    count(Counter::AttributePanics);
}

#[cold]
pub(crate) fn limited(attributes: u32, events: u32, links: u32) {
    add(Counter::DroppedAttributes, attributes.into());
    add(Counter::DroppedEvents, events.into());
    add(Counter::DroppedLinks, links.into());
}

/// Attributes, events and links that were left out for a limit.
pub(crate) fn left_out() -> [u64; 3] {
    use Counter::{DroppedAttributes, DroppedEvents, DroppedLinks};
    [DroppedAttributes, DroppedEvents, DroppedLinks]
        .map(|of| COUNTERS[of as usize].load(Ordering::Relaxed))
}

/// So many times so far, but for what `contexts` has by place.
pub(crate) fn all(contexts: &[ContextCount]) -> [u64; Counter::COUNT] {
    let mut all = COUNTERS.each_ref().map(|of| of.load(Ordering::Relaxed));
    for of in contexts {
        if let Some(counter) = of.place.losses() {
            all[counter as usize] += of.lost;
        }
        if let ContextPlace::LogLine(_) = of.place {
            all[Counter::LogLines as usize] += of.expected;
        }
    }
    all
}

/// Development builds say it on stderr, so many times in a process.
const MAX_WARNINGS: usize = 8;

fn warn(message: impl FnOnce() -> String) {
    static WARNINGS: AtomicUsize = AtomicUsize::new(0);
    if cfg!(debug_assertions) && WARNINGS.fetch_add(1, Ordering::Relaxed) < MAX_WARNINGS {
        tell(format_args!("{}", message()));
    }
}
