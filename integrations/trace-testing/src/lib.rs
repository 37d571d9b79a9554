//! Run code under a recorder, and assert on the trace it made.
//!
//! A crate of its own, so that nothing of it can get into a production build:
//! it goes into `[dev-dependencies]`. It installs the pipeline of the process
//! the first time that something is recorded; tests may run side by side, each
//! sees its own trace.
//!
//! Three examples: a function and the whole of its trace, work that goes on
//! after the request, and the log lines of that work.
//!
//! # A function and its trace
//!
//! ```
//! use trace_runtime::{TraceContract, Value, traced};
//!
//! #[traced(attributes(cents))]
//! async fn charge(cx: &TraceContract, cents: u64) -> Result<(), String> {
//!     cx.add_event("card checked", [("attempt", 1)]);
//!     Err("card declined".to_owned())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let recording = trace_testing::record("checkout", async |cx| charge(cx, 1250).await).await;
//!
//! assert!(recording.value.is_err());
//! recording.trace.assert_tree(
//!     "
//!     checkout error.type=alloc::string::String [error]
//!       ! alloc::string::String
//!       charge cents=1250 error.type=alloc::string::String [error]
//!         * card checked attempt=1
//!         ! alloc::string::String: card declined
//!     ",
//! );
//! let charge = recording.trace.span("charge");
//! assert_eq!(charge.attribute("cents"), Some(&Value::I64(1250)));
//! # }
//! ```
//!
//! When it is not so, the message says what to look at:
//!
//! ```text
//! the trace is not the one expected (- expected, + found):
//!   checkout
//! -   charge (client) cents=1250
//! +   charge (client) cents=1350
//!                            ^
//! -   refund
//! ```
//!
//! What differs from run to run is written `[..]`; [`Trace::assert_shape`]
//! compares names alone, and [`Trace::subtree`], [`Trace::only_attributes`],
//! [`Trace::without_attributes`] and [`Trace::sorted`] make a part of a trace to
//! assert on.
//!
//! # Work that goes on after the request
//!
//! The check that every service should have: the span of the background task is
//! part of the request's trace, however much later it runs. Under tokio's paused
//! clock an hour takes no time.
//!
//! ```
//! use std::time::Duration;
//!
//! const HOUR: Duration = Duration::from_secs(3600);
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), trace_testing::NotRecorded> {
//! let mut recording = trace_testing::record("order", async |cx| {
//!     cx.sleep("wait for the warehouse", HOUR).await;
//!     cx.spawn_after("remind", 24 * HOUR, async move |cx| cx.set_attribute("sent", true));
//! })
//! .await;
//!
//! recording.wait_for("remind").await?;
//! recording.trace.assert_no_lost_context();
//! recording.trace.assert_tree(
//!     "
//!     order
//!       wait for the warehouse
//!       remind sent=true
//!     ",
//! );
//! assert_eq!(recording.elapsed, HOUR);
//! # Ok(())
//! # }
//! ```
//!
//! # The log lines of that work
//!
//! What every service should assert in CI: fire a request, wait for the callback
//! that comes later, and its log line carries the trace id that came in.
//!
//! ```
//! use std::collections::HashMap;
//! use std::time::Duration;
//!
//! use trace_runtime::{Trust, propagation, run_inbound};
//! use trace_testing::{Caller, LogLines};
//! use tracing_subscriber::layer::SubscriberExt as _;
//!
//! /// The service: it answers at once, and settles the payment later.
//! async fn post_payment(headers: HashMap<String, String>) {
//!     let inbound = propagation::extract(&headers);
//!     run_inbound(inbound, Trust::Continue, "POST /payments", async |cx| {
//!         cx.spawn_after("settle", Duration::from_millis(10), async |_| {
//!             tracing::info!(cents = 1250, "payment settled");
//!         });
//!     })
//!     .await;
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let log = LogLines::new();
//! let layer = trace_log::json().writer(log.clone());
//! tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer))
//!     .expect("no other logger is set");
//!
//! let caller = Caller::new();
//! post_payment(HashMap::from([caller.header()])).await;
//!
//! log.assert_carries(caller.trace_id(), "payment settled").await;
//! log.assert_every_line_has_ids();
//! # }
//! ```
//!
//! When the callback has lost its context, the message is
//!
//! ```text
//! in 5s no log line of trace 4bf92f3577b34da6a3ce929d0e0e4736 has said "payment settled";
//! those that say so (marked `>`) were written in another trace, or outside of any:
//!   trace                             span
//!   4bf92f3577b34da6a3ce929d0e0e4736  00f067aa0ba902b7  INFO  shop::api: request answered
//! > -                                 -                 INFO  shop::bank: payment settled
//! asserted at tests/payments.rs:21:9
//! ```
//!
//! A logger is set once in a process. Where several tests share it, keep the
//! lines in a `static LazyLock<LogLines>`; they are told apart by their traces.
//! The output of a child process becomes `LogLines` with `from`.
//!
//! # Time
//!
//! Under a paused clock (`#[tokio::test(start_paused = true)]`) everything that
//! waits by tokio's timers is done at once and in order: `sleep`, `timeout`,
//! `interval`, `spawn_after`, `spawn_every`, and `wait_for`, which moves the
//! clock on until the span has ended.
//!
//! The times of a span are always those of the machine: a sleep of an hour is a
//! span of microseconds. Reading tokio's clock would make each span dearer, for
//! the sake of tests. So assert on [`Recording::elapsed`], which tokio's clock
//! measures, not on the length of a span; no assertion of this crate looks at
//! it.

// From the top down: a module stands above what it imports.
mod arrived;
mod assert;
mod part;

mod recording;

mod trace;

mod diff;
mod recorder;
mod tree;

mod losses;

mod log;
mod patience;

pub use arrived::{Caller, start, trace_of, trace_of_sync, trace_so_far};
pub use log::{LogLine, LogLines, NotLogged};
pub use recording::{NotRecorded, Recording};
pub use trace::Trace;

use tokio::time::Instant;
use trace_runtime::TraceContract;
use trace_runtime::span::IntoSpan;
use trace_runtime::spawn::{AsyncClosure, InForm};

use losses::Ran;
use recorder::recorder;

/// Runs `body` in the root span of a trace that is recorded, and gives back
/// what it returned with the spans that have ended.
///
/// # Panics
///
/// When the program has installed a pipeline of its own, and when `body` does.
pub async fn record<S, T, By, F, M>(span: S, body: F) -> Recording<T>
where
    S: IntoSpan<T, By>,
    F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
{
    let recorder = recorder();
    let ran = Ran::begin();
    let begun = Instant::now();
    let mut trace_id = None;
    // What `body` returns is returned as it is: an `Err` is the root's status.
    let value = trace_runtime::run(span, async |cx| {
        trace_id = Some(cx.trace_id());
        body(cx).await
    })
    .await;
    let elapsed = begun.elapsed();
    recorder.flush();
    let trace_id = trace_id.expect("`run` calls the closure");
    Recording {
        value,
        trace: Trace::recorded(trace_id, ran),
        elapsed,
    }
}

/// Records what code does that is not async: the twin of [`record`].
///
/// # Panics
///
/// When the program has installed a pipeline of its own, and when `body` does.
pub fn record_sync<T, By>(
    span: impl IntoSpan<T, By>,
    body: impl FnOnce(&TraceContract) -> T,
) -> Recording<T> {
    let recorder = recorder();
    let ran = Ran::begin();
    let begun = Instant::now();
    let mut trace_id = None;
    let value = trace_runtime::run_sync(span, |cx| {
        trace_id = Some(cx.trace_id());
        body(cx)
    });
    let elapsed = begun.elapsed();
    recorder.flush();
    let trace_id = trace_id.expect("`run_sync` calls the closure");
    Recording {
        value,
        trace: Trace::recorded(trace_id, ran),
        elapsed,
    }
}

/// The examples of the README, which are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
