//! Code of ours that another company's SDK calls back.

use std::error::Error;
use std::fmt;
use std::panic::Location;

use crate::contract::{SealedContract, TraceContract, lend};
use crate::counters;
use crate::span::root::local_root;
use crate::span::{AsyncClosure, InForm, IntoSpan, SpanBuilder, open, open_sync};

/// What code that an SDK calls back opens its span by. Each use is counted under the name
/// of the SDK, and so is each use that came without a context.
///
/// There are two kinds.
///
/// One **carries the contract** of the call, [`Gated::callback`](crate::Gated::callback):
/// move it into the closure that the SDK calls. What it opens is in the right trace,
/// whatever the SDK does with threads, timers and tasks. Prefer it.
///
/// The other **expects the context** to be current, [`expected_from`](Self::expected_from):
/// for a signature that nothing can be moved into, such as a plain `fn`. It finds the
/// context if the SDK calls back on the task or the thread of its call. If not, the
/// context was lost inside of the SDK:
///
/// - it is counted, as `context_lost_total{where="sdk:NAME"}` and, by the place of the
///   callback, in [`Stats::callbacks`](crate::stats::Stats::callbacks);
/// - development builds say so on stderr, in the words of [`ContextLostInSdk`];
/// - the callback runs all the same, in a trace of its own whose root span has the
///   attributes `context.lost` and `context.lost.callback`.
///
/// ```
/// use trace_runtime::stats::ContextPlace;
/// use trace_runtime::{Callback, Gated};
///
/// /// The SDK takes a plain `fn`, and calls it from a thread of its own.
/// struct Stripe(fn(u64));
/// impl Stripe {
///     fn charge(&self, cents: u64) {
///         let settled = self.0;
///         std::thread::spawn(move || settled(cents)).join().unwrap();
///     }
/// }
///
/// fn settled(cents: u64) {
///     Callback::expected_from("stripe").open_sync("settled", |cx| {
///         cx.set_attribute("cents", cents);
///     });
/// }
///
/// let stripe = Gated::named("stripe", Stripe(settled));
/// trace_runtime::run_sync("pay", |cx| {
///     stripe.call_sync(cx, "stripe charge", |_, sdk| sdk.charge(1250));
/// });
/// let stats = trace_runtime::stats();
/// assert_eq!(stats.context_at(ContextPlace::Sdk("stripe")).lost, 1);
/// assert_eq!(stats.callbacks()[0].lost, 1);
/// ```
#[derive(Debug, Clone)]
pub struct Callback {
    sdk: &'static str,
    at: &'static Location<'static>,
    carried: Option<SealedContract>,
}

impl Callback {
    /// Carries the contract: [`Gated::callback`](crate::Gated::callback), for where the
    /// gate is not at hand, such as inside of [`Gated::call_mut`](crate::Gated::call_mut).
    #[track_caller]
    pub fn carrying(sdk: &'static str, cx: &TraceContract) -> Self {
        Callback {
            sdk,
            at: Location::caller(),
            carried: Some(cx.seal()),
        }
    }

    /// Expects the context to be current when the SDK calls back, and tells if it is not.
    #[track_caller]
    pub const fn expected_from(sdk: &'static str) -> Self {
        Callback {
            sdk,
            at: Location::caller(),
            carried: None,
        }
    }

    /// The contract of this call of the callback, to decide without it what becomes of the
    /// callback. [`open`](Self::open) and [`open_sync`](Self::open_sync) ask for it
    /// themselves; each time that it is asked for counts as a call.
    ///
    /// # Errors
    ///
    /// [`ContextLostInSdk`] where it is expected to be current, and no span runs on this
    /// thread.
    pub fn context(&self) -> Result<SealedContract, ContextLostInSdk> {
        let lost = ContextLostInSdk {
            sdk: self.sdk,
            at: self.at,
        };
        let found = match &self.carried {
            Some(carried) => Some(carried.clone()),
            None => lend::with_current(|current| current.map(TraceContract::seal)),
        };
        counters::called_back(self.sdk, self.at, found.is_some(), || lost.to_string());
        found.ok_or(lost)
    }

    /// Runs `body` in a span of its own: a child of the span that the contract was taken
    /// from, or the root of a new trace if the context was lost.
    ///
    /// Write `async |cx| …`, not `|cx| async move …`.
    pub async fn open<S, T, By, F, M>(&self, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
    {
        match self.context() {
            Ok(sealed) => sealed.open(span, body).await,
            Err(lost) => {
                let span = lost.noted_on(span.into_span());
                let root = local_root(&span.name, span.kind, lost.place());
                open(root.contract(), span, body, S::failure).await
            }
        }
    }

    /// Runs a closure that is not async in a span of its own: the twin of
    /// [`open`](Self::open).
    pub fn open_sync<S, T, By>(&self, span: S, body: impl FnOnce(&TraceContract) -> T) -> T
    where
        S: IntoSpan<T, By>,
    {
        match self.context() {
            Ok(sealed) => sealed.open_sync(span, body),
            Err(lost) => {
                let span = lost.noted_on(span.into_span());
                let root = local_root(&span.name, span.kind, lost.place());
                open_sync(root.contract(), span, body, S::failure)
            }
        }
    }
}

/// An SDK called back on a thread that runs no span: somewhere inside of it, the context
/// of the call was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContextLostInSdk {
    sdk: &'static str,
    at: &'static Location<'static>,
}

impl ContextLostInSdk {
    /// The name of the SDK.
    pub fn sdk(&self) -> &'static str {
        self.sdk
    }

    /// Where the callback was made.
    pub fn at(&self) -> &'static Location<'static> {
        self.at
    }

    fn place(&self) -> (&'static str, u32) {
        (self.at.file(), self.at.line())
    }

    fn noted_on(&self, span: SpanBuilder) -> SpanBuilder {
        span.attribute("context.lost", format!("sdk:{}", self.sdk))
            .attribute("context.lost.callback", self.at.to_string())
    }
}

impl fmt::Display for ContextLostInSdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ContextLostInSdk { sdk, at } = self;
        write!(
            f,
            "CONTEXT_LOST_IN_SDK: `{sdk}` ran the callback at {at} on a thread that runs no span. \
             Make the callback from the gate, `let back = gate.callback(cx)`, and move it into \
             the closure that `{sdk}` calls: `back.open_sync(\"…\", |cx| …)`. If nothing can be \
             moved in, send the contract along with the data that `{sdk}` hands back, as \
             `cx.seal()` or, serialized, as `Carried`"
        )
    }
}

impl Error for ContextLostInSdk {}
