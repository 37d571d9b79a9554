//! Trace context as a contract that the compiler checks.
//!
//! A `#[traced]` function takes `cx: &TraceContract`, and cannot be called
//! without one. A contract cannot be forged, cloned, or carried into a raw
//! `tokio::spawn`; the helpers on it hand work over and keep the trace.
//!
//! ```
//! use trace_runtime::{TraceContract, traced};
//!
//! struct Checkout;
//!
//! #[traced]
//! impl Checkout {
//!     async fn pay(&self, cx: &TraceContract, cents: u64) -> Result<u64, String> {
//!         let fee = self.fee(cx, cents)?;
//!         cx.spawn("audit", async move |cx| cx.add_event("audited", [("fee", fee)]));
//!         Ok(cents + fee)
//!     }
//!
//!     fn fee(&self, cx: &TraceContract, cents: u64) -> Result<u64, String> {
//!         cx.set_attribute("amount.cents", cents);
//!         cents.checked_div(100).ok_or_else(|| "no amount".to_owned())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let paid = trace_runtime::run("checkout", async |cx| Checkout.pay(cx, 1000).await).await;
//! assert_eq!(paid, Ok(1010));
//! # }
//! ```
//!
//! # The promise
//!
//! If raw constructors are banned by the lint file we ship (`lints/clippy.toml` of
//! this package, for clippy's `disallowed-methods`), every I/O call made through
//! our types runs under a live trace context, and the program that would lose it
//! does not compile. A contract proves that *a*
//! context exists, not that it is the right one: a child of a span that is not
//! the one running is counted as `stale_parent` in [`stats`](stats()).
//!
//! # What is assumed
//!
//! A stack does not change threads while a span is entered on it, as the coroutines of
//! some crates can in safe code; and its memory is not used for something else
//! meanwhile, by forgetting a suspended coroutine. `docs/limits.md` of the repository
//! has the list, and what breaks each.
//!
//! # Where to look
//!
//! | to | see |
//! |---|---|
//! | begin a trace | [`run`], [`run_inbound`], `#[traced(root as cx)]` |
//! | hold functions to the contract | [`traced`] |
//! | record | [`TraceContract`] |
//! | hand work over | [`TraceContract::spawn`], [`TraceContract::spawn_on`], [`channel`], [`Carried`] |
//! | keep a context | [`SealedContract`] |
//! | require a contract for a resource | [`Gated`] |
//! | be called back by an SDK | [`Callback`] |
//! | see what is recorded | [`Pipeline`], [`exporter`], [`stats`](stats()) |
//!
//! # Features
//!
//! - `tokio`, on by default: tasks, timers, blocking work, channels and generators of
//!   tokio. Without it a library depends on ids, contract, macro and exporters alone.
//! - `tokio-util`: its sets of tasks, for [`TraceContract::spawn_on`].

// From the top down: a module stands above what it imports, which is also the way of a
// span, from where it is opened to where it waits for the exporter.
#[doc(hidden)]
#[path = "macro_support/mod.rs"]
pub mod __macro_support;
pub mod integration;

mod boundary;
mod entry;

pub mod span;

pub mod pipeline;

mod collector;
pub mod exporter;

mod contract;

mod record;

pub mod propagation;

mod buffer;

mod value;

mod counters;

mod contain;

pub mod context;

mod callsite;
mod clock;
mod error_name;
mod limits;
mod operator;

#[doc = include_str!("traced.md")]
pub use trace_macros::traced;

// What people write.
pub use boundary::{Callback, Carried, ContextLostInSdk, Gated};
#[cfg(feature = "tokio")]
pub use boundary::{Elapsed, Retry, channel};
pub use callsite::SpanKind;
pub use context::{CorrelationId, SpanContext, SpanId, TraceId};
pub use contract::{
    ContextMissing, CurrentSpan, SealedContract, TraceContract, current, with_current,
};
pub use entry::{run, run_inbound, run_inbound_sync, run_sync, untraced, untraced_sync};
pub use exporter::Resource;
pub use pipeline::{Pipeline, flush, shutdown, stats::stats};
pub use span::{SpanBuilder, Trust, fallible, linked_trace, no_span};
pub use value::{Key, Secret, Status, Value};

/// The blessed short name: `cx: &Cx` is found by `#[traced]` as well.
pub type Cx = TraceContract;

/// Spawners that run work which is handed over, and the traits of what may be handed to
/// them.
pub mod spawn {
    pub use crate::boundary::{BlockingSpawner, LocalSpawner, Spawner, TracedStream};
    #[cfg(feature = "tokio")]
    pub use crate::boundary::{Emitter, Interval, SendOnceWith};
    pub use crate::span::async_closure::{AsyncClosure, AsyncClosureWith, InForm};
    pub use crate::span::send_once::SendOnce;
}

/// Values that may be recorded as attributes, and how.
pub mod attribute {
    pub use crate::record::{Attribute, AttributeList, Attributes, IntoAttributes, Recorded, Slot};
    pub use crate::value::ValueRef;
}

/// Samplers, which decide which traces are recorded.
pub mod sampling {
    pub use crate::pipeline::sampler::{Decision, Sampler, SamplingInput};
}

/// What became of every span, as public numbers: the function is
/// [`stats`](crate::stats()).
pub mod stats {
    pub use crate::counters::{CallbackCount, ContextCount, ContextPlace, Counter, DropReason};
    pub use crate::pipeline::stats::Stats;
}
