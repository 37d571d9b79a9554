//! Callbacks of SDKs, counted by where they stand in the code.

use std::panic::Location;

use super::names::{Name, Names};
use super::{ContextPlace, expect_context, warn};

/// A callback: the name of its SDK, and where it was made.
type Callback = (&'static str, &'static Location<'static>);

static CALLBACKS: Names<Callback, 128> = Names::new();

impl Name for Callback {
    fn hash(self) -> usize {
        let (sdk, at) = self;
        sdk.hash() ^ at.file().hash() ^ (at.line() as usize).wrapping_mul(31)
    }
}

/// How often a callback of an SDK ran, and how often it ran without the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallbackCount {
    /// The name of the SDK, as in [`Gated::named`](crate::Gated::named).
    pub sdk: &'static str,
    /// Where the [`Callback`](crate::Callback) was made.
    pub at: &'static Location<'static>,
    /// How often the SDK called back.
    pub expected: u64,
    /// How often it did so without the context of its call, never more than `expected`.
    pub lost: u64,
}

/// An SDK has called back. A loss is said on stderr by development builds, in the words of
/// `message`.
pub(crate) fn called_back(
    sdk: &'static str,
    at: &'static Location<'static>,
    found: bool,
    message: impl FnOnce() -> String,
) {
    expect_context(ContextPlace::Sdk(sdk), found);
    CALLBACKS.of((sdk, at)).count(found);
    if !found {
        warn(message);
    }
}

/// The callbacks that ran, by SDK and place. Those for which there was no room are in
/// the numbers of their SDK only.
pub(crate) fn callbacks() -> Vec<CallbackCount> {
    let read = |((sdk, at), tally): (Callback, &super::names::Tally)| {
        let (expected, lost) = tally.read();
        CallbackCount {
            sdk,
            at,
            expected,
            lost,
        }
    };
    let counted = CALLBACKS.each().map(read).filter(|of| of.expected > 0);
    let mut counts: Vec<_> = counted.collect();
    counts.sort_by_key(|of| (of.sdk, of.at.file(), of.at.line(), of.at.column()));
    counts
}
